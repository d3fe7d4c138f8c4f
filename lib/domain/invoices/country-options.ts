import { countryName } from "./buyer.ts";
import { isCountry } from "./read-billing-details.ts";

export type CountryOption = { readonly value: string; readonly label: string };

/** Unions and codes for testing, which have names like countries. */
const NO_COUNTRIES = ["EU", "EZ", "UN", "QO", "XA", "XB"];
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** All countries by code and name, in the order of their names. */
export function countryOptions(): CountryOption[] {
  return LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
    .filter((code) => isCountry(code) && !NO_COUNTRIES.includes(code))
    .map((code) => ({ value: code, label: countryName(code) }))
    .sort((one, other) => one.label.localeCompare(other.label, "en"));
}
