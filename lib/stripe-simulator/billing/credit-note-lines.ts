import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { newId } from "#lib/stripe-simulator/core/id.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { invalidRequest, parameterMissing } from "#lib/stripe-simulator/core/stripe-failure.ts";
import type { CreditNote, Invoice } from "./billing-objects.ts";
import type { CreditNoteParams } from "./create-credit-note.ts";
import { centsOf } from "./decimal-cents.ts";
import { linesOf } from "./draft-lines.ts";

type Line = CreditNote["lines"]["data"][number];
type LineParams = NonNullable<CreditNoteParams["lines"]>[number];

/** The lines of a credit note: those that are asked for, or one over its whole amount. */
export function creditNoteLines(account: Account, invoice: Invoice, params: CreditNoteParams): Line[] {
  if (params.lines !== undefined && params.lines.length > 0) {
    return params.lines.map((line) => askedFor(account, invoice, line));
  }
  const given = (params.refund_amount ?? 0) + (params.credit_amount ?? 0) + (params.out_of_band_amount ?? 0);
  const amount = params.amount ?? given;
  if (amount === 0) throw parameterMissing("amount");
  return [newLine({ amount, description: `Credit on invoice ${invoice.number}`, type: "custom_line_item" })];
}

function askedFor(account: Account, invoice: Invoice, given: LineParams): Line {
  const quantity = given.quantity ?? null;
  const unitAmount = given.unit_amount_decimal ?? (given.unit_amount === undefined ? null : String(given.unit_amount));
  const billed = linesOf(account, invoice).find((line) => line.id === given.invoice_line_item);
  if (given.type === "invoice_line_item" && billed === undefined) {
    throw invalidRequest(`No such invoice line item: '${given.invoice_line_item}'`, {
      code: "resource_missing",
      param: "lines",
    });
  }
  const amount = given.amount ?? (unitAmount === null ? undefined : centsOf(unitAmount, quantity ?? 1));
  const partOfBilled =
    billed === undefined || quantity === null
      ? billed?.amount
      : Math.trunc((billed.amount * quantity) / (billed.quantity ?? 1));
  return newLine({
    amount: amount ?? partOfBilled ?? 0,
    description: given.description ?? billed?.description ?? null,
    type: given.type,
    ...(billed === undefined ? {} : { invoice_line_item: billed.id }),
    metadata: mergeMetadata({}, given.metadata),
    quantity,
    unit_amount: unitAmount === null ? null : centsOf(unitAmount, 1),
    unit_amount_decimal: unitAmount,
  });
}

function newLine(fields: Pick<Line, "amount" | "description" | "type"> & Partial<Line>): Line {
  return {
    id: newId("cnli"),
    object: "credit_note_line_item",
    discount_amount: 0,
    discount_amounts: [],
    livemode: false,
    metadata: {},
    pretax_credit_amounts: [],
    quantity: null,
    tax_rates: [],
    taxes: [],
    unit_amount: null,
    unit_amount_decimal: null,
    ...fields,
  };
}
