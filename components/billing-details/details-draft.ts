import type { BillingDetailsForm } from "#lib/views/billing-details.ts";

/** Billing details while they are typed: addresses of mails in one line. */
export type DetailsDraft = Omit<BillingDetailsForm, "billingEmails"> & { readonly emails: string };

export function draftOf({ billingEmails, ...details }: BillingDetailsForm): DetailsDraft {
  return { ...details, emails: billingEmails.join(", ") };
}

export function formOf({ emails, ...details }: DetailsDraft): BillingDetailsForm {
  return { ...details, billingEmails: emails.split(/[\s,;]+/).filter((email) => email !== "") };
}
