import { expect, test } from "vitest";
import { type BillingDetailsForm, readBillingDetails } from "./read-billing-details.ts";

const now = new Date("2026-11-24T12:00:00Z");
const form: BillingDetailsForm = {
  legalName: "  Halcyon   Labs GmbH ",
  addressLine1: "Torstraße 1",
  addressLine2: "",
  city: "Berlin",
  postalCode: "10119",
  region: "",
  country: "de",
  taxIdType: "eu_vat",
  taxIdValue: "de 123456789",
  purchaseOrderNumber: "PO-7",
  purchaseOrderAmount: "25,000",
  purchaseOrderExpiresOn: "2027-03-31",
  billingEmails: ["AP@halcyon.example", "ap@halcyon.example", ""],
};
const problemsOf = (changes: Partial<BillingDetailsForm>) => {
  const read = readBillingDetails({ ...form, ...changes }, now);
  return read.isValid ? {} : read.problems;
};

test("what was typed is kept in its usual spelling", () => {
  expect(readBillingDetails(form, now)).toEqual({
    isValid: true,
    details: {
      legalName: "Halcyon Labs GmbH",
      addressLine1: "Torstraße 1",
      addressLine2: "",
      city: "Berlin",
      postalCode: "10119",
      region: "",
      country: "DE",
      taxId: { type: "eu_vat", value: "DE123456789" },
      purchaseOrderNumber: "PO-7",
      purchaseOrderNanos: 25_000_000_000_000n,
      purchaseOrderExpiresAt: new Date("2027-04-01T00:00:00Z"),
      billingEmails: ["ap@halcyon.example"],
    },
  });
});

test.each<[Partial<BillingDetailsForm>, keyof BillingDetailsForm]>([
  [{ legalName: " " }, "legalName"],
  [{ legalName: "x".repeat(121) }, "legalName"],
  [{ country: "XX" }, "country"],
  [{ country: "" }, "country"],
  [{ taxIdType: "" }, "taxIdType"],
  [{ taxIdValue: "DE12" }, "taxIdValue"],
  [{ purchaseOrderNumber: "" }, "purchaseOrderNumber"],
  [{ purchaseOrderAmount: "1,25" }, "purchaseOrderAmount"],
  [{ purchaseOrderAmount: "-5" }, "purchaseOrderAmount"],
  [{ purchaseOrderExpiresOn: "2027-02-30" }, "purchaseOrderExpiresOn"],
  [{ purchaseOrderExpiresOn: "2026-11-23" }, "purchaseOrderExpiresOn"],
  [{ billingEmails: ["nobody"] }, "billingEmails"],
  [{ billingEmails: Array.from({ length: 11 }, (_, index) => `a${index}@b.example`) }, "billingEmails"],
])("%j is refused beside its field", (changes, field) => {
  expect(Object.keys(problemsOf(changes))).toEqual([field]);
});
