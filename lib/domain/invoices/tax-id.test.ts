import { expect, test } from "vitest";
import { parseTaxId, type TaxIdType } from "./tax-id.ts";

test.each<[TaxIdType, string, string | null]>([
  ["eu_vat", "de 123 456 789", "DE123456789"],
  ["eu_vat", "NL123456789B01", "NL123456789B01"],
  ["eu_vat", "DE12345678", null],
  ["eu_vat", "GB123456789", null],
  ["gb_vat", "GB 123 4567 89", "GB123456789"],
  ["gb_vat", "GB12345678", null],
  ["ch_vat", "CHE-116.281.710 MWST", "CHE-116.281.710 MWST"],
  ["ch_vat", "che116281710", "CHE-116.281.710"],
  ["ch_vat", "CHE-116.281.711 MWST", null],
  ["us_ein", "123456789", "12-3456789"],
  ["us_ein", "12-345678", null],
  ["au_abn", "51824753556", "51 824 753 556"],
  ["au_abn", "51824753557", null],
  ["in_gst", "27AAPFU0939F1ZV", "27AAPFU0939F1ZV"],
  ["in_gst", "27AAPFU0939F1ZW", null],
  ["other", "  J-40  123 ", "J-40 123"],
  ["other", "??", null],
])("%s %j is spelled %j", (type, text, value) => {
  expect(parseTaxId(type, text)).toEqual(value === null ? null : { type, value });
});
