import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { emit } from "#lib/stripe-simulator/core/emit.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import type { Invoice } from "./billing-objects.ts";
import { finalizeInvoice } from "./finalize-invoice.ts";

/** Tells the buyer of an invoice, finalizing it first if need be. */
export function sendInvoice(account: Account, invoice: Invoice): void {
  if (invoice.collection_method !== "send_invoice") {
    throw invalidRequest("You can only manually send an invoice if its collection method is 'send_invoice'.");
  }
  if (invoice.status === "draft") finalizeInvoice(account, invoice);
  else if (invoice.status !== "open") {
    throw invalidRequest(`You can only send an open invoice. This one is ${invoice.status}.`, {
      code: "status_transition_invalid",
    });
  }
  emit(account, "invoice.sent", invoice);
}
