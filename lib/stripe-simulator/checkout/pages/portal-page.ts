import { type CardEntry, cardFields, errorNotice, type FieldErrors, testCardButtons } from "./card-fields.ts";
import { type Html, html } from "./html.ts";
import { pageLayout } from "./page-layout.ts";
import { statusTag } from "./status-tag.ts";

export type PortalPage = {
  readonly merchantName: string;
  readonly customerName: string;
  readonly returnUrl: string | null;
  readonly cards: readonly PortalCard[];
  readonly invoices: readonly PortalInvoice[];
  readonly mayChangeCards: boolean;
  readonly entry: CardEntry;
  readonly errors: FieldErrors;
};

export type PortalCard = { readonly id: string; readonly label: string; readonly isDefault: boolean };

export type PortalInvoice = {
  readonly number: string;
  readonly day: string;
  readonly status: string;
  readonly amount: string;
  readonly pageUrl: string | null;
  readonly pdfUrl: string | null;
};

/** A customer's own page: the ways it pays, and its invoices. */
export function portalPage(page: PortalPage): string {
  return pageLayout({
    title: "Billing",
    merchantName: page.merchantName,
    width: "medium",
    body: html`<div class="stack">
<div class="row" style="border:0;padding:0">
<h1>Billing of ${page.customerName}</h1>
${page.returnUrl && html`<a href="${page.returnUrl}">Return to ${page.merchantName}</a>`}
</div>
${paymentMethods(page)}
${page.mayChangeCards && newCard(page)}
${invoiceList(page.invoices)}
</div>`,
  });
}

function paymentMethods({ cards, mayChangeCards }: PortalPage): Html {
  return html`<section class="panel stack" aria-labelledby="methods">
<h2 id="methods">Payment methods</h2>
${
  cards.length === 0
    ? html`<p class="muted">None is saved.</p>`
    : html`<ul>
${cards.map(
  (card) => html`<li class="row"><span>${card.label} ${card.isDefault && statusTag("Default", "good")}</span>
${
  mayChangeCards &&
  html`<form method="post" class="buttons"><input type="hidden" name="paymentMethod" value="${card.id}">
${!card.isDefault && html`<button class="secondary compact" name="action" value="make-default" aria-label="Make ${card.label} the default">Make default</button>`}
<button class="secondary compact" name="action" value="remove" aria-label="Remove ${card.label}">Remove</button></form>`
}</li>\n`,
)}</ul>`
}
</section>`;
}

function newCard({ entry, errors }: PortalPage): Html {
  return html`<section class="panel" aria-labelledby="new-card">
<form method="post" class="stack" novalidate>
<h2 id="new-card">Add a card</h2>
${errorNotice(errors.form)}
${cardFields(entry, errors)}
<button class="primary" name="action" value="add">Save as default</button>
${testCardButtons()}
</form>
</section>`;
}

function invoiceList(invoices: readonly PortalInvoice[]): Html {
  return html`<section class="panel stack" aria-labelledby="invoices">
<h2 id="invoices">Invoices</h2>
${
  invoices.length === 0
    ? html`<p class="muted">There are none yet.</p>`
    : html`<ul>
${invoices.map(
  ({ number, day, status, amount, pageUrl, pdfUrl }) => html`<li class="row">
<span>${pageUrl ? html`<a href="${pageUrl}">${number}</a>` : number} <span class="muted">${day}</span></span>
<span class="buttons" style="align-items:center;gap:1rem">${statusTag(status)}<span class="figures">${amount}</span>${
    pdfUrl && html`<a href="${pdfUrl}" aria-label="PDF of ${number}">PDF</a>`
  }</span>
</li>\n`,
)}</ul>`
}
</section>`;
}
