import type Stripe from "stripe";
import type { Call, Wire } from "#lib/stripe-simulator/core/account.ts";
import { isInRange } from "#lib/stripe-simulator/core/is-in-range.ts";
import { listPage } from "#lib/stripe-simulator/core/list-page.ts";
import { route } from "#lib/stripe-simulator/core/route.ts";
import { createCreditNote } from "./create-credit-note.ts";

export const creditNoteRoutes = [
  route<Stripe.CreditNoteCreateParams>("POST", "/v1/credit_notes", ({ account, params }) =>
    createCreditNote(account, params),
  ),
  route<Stripe.CreditNoteListParams>("GET", "/v1/credit_notes", listCreditNotes),
];

function listCreditNotes({ account, params, url }: Call<Wire<Stripe.CreditNoteListParams>>): unknown {
  const rows = [...account.tables.creditNotes.values()].filter(
    (note) =>
      (params.invoice === undefined || note.invoice === params.invoice) &&
      (params.customer === undefined || note.customer === params.customer) &&
      isInRange(note.created, params.created),
  );
  return listPage(rows, params, url);
}
