import { type CardEntry, cardFields, errorNotice, type FieldErrors, testCardButtons } from "./card-fields.ts";
import { type Fact, factList } from "./fact-list.ts";
import { type Html, html } from "./html.ts";
import type { InvoiceSummary } from "./invoice-summary.ts";
import { pageLayout } from "./page-layout.ts";
import { statusTag } from "./status-tag.ts";

export type InvoicePage = {
  readonly invoice: InvoiceSummary;
  readonly pdfUrl: string;
  /** How it can be paid here; null when it cannot or need not be. */
  readonly payment: { readonly submitLabel: string; readonly entry: CardEntry; readonly errors: FieldErrors } | null;
  /** Where to send a bank transfer; empty when that is not offered. */
  readonly bankDetails: readonly Fact[];
};

/** An invoice with what it is for, and ways to pay it while it is open. */
export function invoicePage({ invoice, pdfUrl, payment, bankDetails }: InvoicePage): string {
  return pageLayout({
    title: `Invoice ${invoice.number}`,
    merchantName: invoice.merchantName,
    width: "medium",
    body: html`<div class="stack">
<section class="panel stack" aria-labelledby="heading">
<div class="row" style="padding:0">
<div class="stack tight">
<h1 id="heading">Invoice ${invoice.number} from ${invoice.merchantName}</h1>
<p class="figure">${invoice.amount}</p>
<p class="muted">${invoice.state} ${statusTag(invoice.status)}</p>
</div>
<a class="button secondary" href="${pdfUrl}">Download PDF</a>
</div>
${factList(invoice.facts)}
${lineTable(invoice)}
</section>
${bankDetails.length > 0 && bankPanel(bankDetails)}
${payment && paymentPanel(payment)}
</div>`,
  });
}

function lineTable({ lines, totals }: InvoiceSummary): Html {
  return html`<table>
<thead><tr><th scope="col">Description</th><th scope="col" class="end wide-only">Quantity</th><th scope="col" class="end">Amount</th></tr></thead>
<tbody>
${lines.map(
  ({ description, period, quantity, amount }) =>
    html`<tr><td>${description}${period && html`<br><span class="muted small">${period}</span>`}</td><td class="end wide-only">${quantity}</td><td class="end">${amount}</td></tr>\n`,
)}</tbody>
<tfoot>
${totals.map(({ label, value }) => html`<tr><th scope="row">${label}</th><td class="wide-only"></td><td class="end"><strong>${value}</strong></td></tr>\n`)}</tfoot>
</table>`;
}

function bankPanel(bankDetails: readonly Fact[]): Html {
  return html`<section class="panel stack" aria-labelledby="transfer">
<h2 id="transfer">Pay by bank transfer</h2>
<p class="muted">The invoice is paid once a transfer covers the whole of it.</p>
${factList(bankDetails)}
</section>`;
}

function paymentPanel({ submitLabel, entry, errors }: NonNullable<InvoicePage["payment"]>): Html {
  return html`<section class="panel" aria-labelledby="payment">
<form method="post" class="stack" novalidate>
<h2 id="payment">Pay by card</h2>
${errorNotice(errors.form)}
${cardFields(entry, errors)}
<button class="primary">${submitLabel}</button>
${testCardButtons()}
</form>
</section>`;
}
