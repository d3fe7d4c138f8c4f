import { NANOS_PER_CENT, parseDollars } from "#lib/domain/money.ts";
import type { BillingDetails } from "./buyer.ts";
import { unprintableCharacters } from "./printable-text.ts";
import { parseTaxId, TAX_ID_KINDS, TAX_ID_TYPES, type TaxIdType } from "./tax-id.ts";

/** Billing details as people type them; "" where there is nothing. */
export type BillingDetailsForm = {
  readonly legalName: string;
  readonly addressLine1: string;
  readonly addressLine2: string;
  readonly city: string;
  readonly postalCode: string;
  readonly region: string;
  /** ISO 3166-1, two letters. */
  readonly country: string;
  readonly taxIdType: string;
  readonly taxIdValue: string;
  readonly purchaseOrderNumber: string;
  /** Dollars. */
  readonly purchaseOrderAmount: string;
  /** The last day on which it counts, UTC: "2027-03-31". */
  readonly purchaseOrderExpiresOn: string;
  readonly billingEmails: readonly string[];
};

type Field = keyof BillingDetailsForm;
export type DetailsProblems = Partial<Record<Field, string>>;

const LONGEST: Partial<Record<Field, number>> = {
  legalName: 120,
  addressLine1: 100,
  addressLine2: 100,
  city: 80,
  postalCode: 20,
  region: 80,
  purchaseOrderNumber: 30,
};
const NEEDED = { legalName: "the legal name", addressLine1: "the address", city: "the city", country: "the country" };
const MOST_EMAILS = 10;
const DAY_MS = 86_400_000;
/** Of characters that cannot be printed. */
const MOST_NAMED = 10;
const COUNTRIES = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

/** What was typed, as it is kept; or everything that is wrong with it, by field. */
export function readBillingDetails(
  form: BillingDetailsForm,
  now: Date,
): { isValid: true; details: BillingDetails } | { isValid: false; problems: DetailsProblems } {
  const problems: DetailsProblems = {};
  const text = (field: Exclude<Field, "billingEmails">) => readText(form[field], field, problems);
  const country = text("country").toUpperCase();
  if (country !== "" && !isCountry(country)) problems.country = "Choose a country from the list.";
  const details = {
    legalName: text("legalName"),
    addressLine1: text("addressLine1"),
    addressLine2: text("addressLine2"),
    city: text("city"),
    postalCode: text("postalCode"),
    region: text("region"),
    country,
    taxId: readTaxId(form, problems),
    ...readOrder(form, problems, now),
    billingEmails: readEmails(form.billingEmails, problems),
  };
  for (const [field, what] of Object.entries(NEEDED)) {
    if (details[field as keyof typeof NEEDED] === "") problems[field as keyof typeof NEEDED] = `Give ${what}.`;
  }
  return Object.keys(problems).length > 0 ? { isValid: false, problems } : { isValid: true, details };
}

function readText(typed: string, field: Exclude<Field, "billingEmails">, problems: DetailsProblems): string {
  const value = typed.normalize("NFC").replace(/\s+/g, " ").trim();
  const longest = LONGEST[field];
  if (longest !== undefined && value.length > longest)
    problems[field] = `At most ${longest} characters fit on an invoice.`;
  const missing = unprintableCharacters(value);
  if (missing.length > 0) {
    problems[field] =
      `Invoices cannot print ${missing.slice(0, MOST_NAMED).join(" ")}: write this in Latin or Cyrillic letters.`;
  }
  return value;
}

/** Whether a code of two letters is a country that people know by a name; codes of former countries are not. */
export function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code) || code === "ZZ" || COUNTRIES.of(code) === undefined) return false;
  return Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
}

function readTaxId({ taxIdType, taxIdValue }: BillingDetailsForm, problems: DetailsProblems): BillingDetails["taxId"] {
  if (taxIdValue.trim() === "") return null;
  if (!isTaxIdType(taxIdType)) {
    problems.taxIdType = "Choose what kind of tax ID this is.";
    return null;
  }
  const { label, example } = TAX_ID_KINDS[taxIdType];
  const taxId = parseTaxId(taxIdType, taxIdValue);
  if (!taxId) {
    problems.taxIdValue =
      taxIdType === "other"
        ? "Give 3 to 30 letters and digits."
        : `This is no ${label}: check it for mistyped digits. One looks like ${example}.`;
  }
  return taxId;
}

function isTaxIdType(text: string): text is TaxIdType {
  return (TAX_ID_TYPES as readonly string[]).includes(text);
}

function readOrder(
  form: BillingDetailsForm,
  problems: DetailsProblems,
  now: Date,
): Pick<BillingDetails, "purchaseOrderNumber" | "purchaseOrderNanos" | "purchaseOrderExpiresAt"> {
  const purchaseOrderNumber = readText(form.purchaseOrderNumber, "purchaseOrderNumber", problems) || null;
  const [amount, day] = [form.purchaseOrderAmount.trim(), form.purchaseOrderExpiresOn.trim()];
  const purchaseOrderNanos = amount === "" ? null : parseDollars(amount);
  if (
    amount !== "" &&
    (purchaseOrderNanos === null || purchaseOrderNanos <= 0n || purchaseOrderNanos % NANOS_PER_CENT !== 0n)
  ) {
    problems.purchaseOrderAmount = "Give dollars in whole cents, such as 25,000 or 1250.50.";
  }
  const purchaseOrderExpiresAt = day === "" ? null : endOfDay(day);
  if (day !== "" && !purchaseOrderExpiresAt) problems.purchaseOrderExpiresOn = "Give a day such as 2027-03-31.";
  else if (purchaseOrderExpiresAt && purchaseOrderExpiresAt <= now) {
    problems.purchaseOrderExpiresOn = "This purchase order has expired already: give the new one.";
  }
  if (purchaseOrderNumber === null && (amount !== "" || day !== "")) {
    problems.purchaseOrderNumber = "An amount or expiry needs the purchase order's number.";
  }
  return { purchaseOrderNumber, purchaseOrderNanos, purchaseOrderExpiresAt };
}

/** It counts until its last day is over. */
function endOfDay(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const start = new Date(`${text}T00:00:00Z`);
  const isDay = !Number.isNaN(start.getTime()) && start.toISOString().startsWith(text);
  return isDay ? new Date(start.getTime() + DAY_MS) : null;
}

function readEmails(typed: readonly string[], problems: DetailsProblems): string[] {
  const emails = [...new Set(typed.map((email) => email.trim().toLowerCase()).filter((email) => email !== ""))];
  const wrong = emails.find(
    (email) => email.length > 254 || !/^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".]+$/.test(email),
  );
  if (wrong !== undefined) problems.billingEmails = `"${wrong}" is no email address.`;
  if (emails.length > MOST_EMAILS) problems.billingEmails = `Give at most ${MOST_EMAILS} addresses.`;
  return emails;
}
