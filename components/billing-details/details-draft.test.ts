import { expect, test } from "vitest";
import type { BillingDetailsForm } from "#lib/views/billing-details.ts";
import { draftOf, formOf } from "./details-draft.ts";

const details = { legalName: "Halcyon", billingEmails: ["ap@halcyon.example", "cfo@halcyon.example"] };
const form = details as unknown as BillingDetailsForm;

test("addresses are typed in one line and sent one by one", () => {
  const draft = draftOf(form);
  expect(draft.emails).toBe("ap@halcyon.example, cfo@halcyon.example");
  expect(formOf(draft)).toEqual(form);
  expect(formOf({ ...draft, emails: " ap@halcyon.example;cfo@halcyon.example,\n" })).toEqual(form);
  expect(formOf({ ...draft, emails: " " }).billingEmails).toEqual([]);
});
