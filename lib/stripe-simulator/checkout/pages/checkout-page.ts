import {
  type CardEntry,
  cardFields,
  errorNotice,
  type FieldErrors,
  testCardButtons,
  textField,
} from "./card-fields.ts";
import { type Html, html } from "./html.ts";
import { pageLayout } from "./page-layout.ts";

export type PaymentChoice = "card" | "bank";

export type CheckoutPage = {
  readonly merchantName: string;
  /** What is done here, as a title: "Pay Weir", "Subscribe to Weir Team". */
  readonly heading: string;
  /** Amounts as they are shown; null where nothing is bought. */
  readonly dueToday: string | null;
  /** What is to be paid later, as a sentence. */
  readonly later: string | null;
  readonly lines: readonly CheckoutLine[];
  readonly submitLabel: string;
  readonly cancelUrl: string | null;
  /** The ways to pay that are offered, the first one chosen beforehand. */
  readonly choices: readonly PaymentChoice[];
  readonly entry: CheckoutEntry;
  /** The customer's own address is not to be changed here. */
  readonly isEmailFixed: boolean;
  readonly errors: FieldErrors;
};

export type CheckoutLine = {
  readonly description: string;
  readonly details: readonly string[];
  readonly amount: string;
};

export type CheckoutEntry = CardEntry & { readonly email: string; readonly method: PaymentChoice };

/** What is bought, what it costs, and a form to pay with a card or a bank account. */
export function checkoutPage(page: CheckoutPage): string {
  return pageLayout({
    title: page.heading,
    merchantName: page.merchantName,
    width: "wide",
    body: html`<div class="split">
${summary(page)}
${form(page)}
</div>`,
  });
}

function summary(page: CheckoutPage): Html {
  return html`<section class="stack" aria-labelledby="heading">
<p class="merchant" style="margin:0">${page.merchantName}</p>
<div class="stack tight">
<h1 id="heading" class="muted">${page.heading}</h1>
${page.dueToday && html`<p class="figure">${page.dueToday}</p>`}
${page.later && html`<p class="muted">${page.later}</p>`}
</div>
${
  page.lines.length > 0 &&
  html`<dl class="lines">
${page.lines.map(
  ({ description, details, amount }) =>
    html`<div><dt>${description}${details.map((detail) => html`<br><span class="muted small">${detail}</span>`)}</dt><dd class="figures">${amount}</dd></div>\n`,
)}${page.dueToday && html`<div class="total"><dt>Due today</dt><dd class="figures">${page.dueToday}</dd></div>`}
</dl>`
}
</section>`;
}

function form({ entry, errors, choices, submitLabel, cancelUrl, isEmailFixed }: CheckoutPage): Html {
  return html`<form method="post" class="panel stack" aria-label="Payment" novalidate>
${errorNotice(errors.form)}
${textField({
  name: "email",
  label: "Email",
  value: entry.email,
  error: errors.email,
  type: "email",
  autocomplete: "email",
  isReadOnly: isEmailFixed,
})}
${choices.length > 1 ? choiceOf(choices, entry.method) : html`<input type="hidden" name="method" value="${choices[0]}">`}
${choices.includes("card") && html`<div class="stack by-card">${cardFields(entry, errors)}</div>`}
${
  choices.includes("bank") &&
  html`<p class="by-bank muted">A test bank account (STRIPE TEST BANK ··6789) is debited. Bank debits take days: the payment stays in process until it is settled or fails.</p>`
}
<button class="primary">${submitLabel}</button>
${cancelUrl && html`<a class="button secondary" href="${cancelUrl}">Cancel</a>`}
${choices.includes("card") && testCardButtons()}
</form>`;
}

const CHOICE_LABELS: Readonly<Record<PaymentChoice, string>> = { card: "Card", bank: "Bank account" };

function choiceOf(choices: readonly PaymentChoice[], chosen: PaymentChoice): Html {
  return html`<fieldset>
<legend>Pay with</legend>
<div class="choice">
${choices.map(
  (choice) =>
    html`<label><input type="radio" name="method" value="${choice}"${choice === chosen && html` checked`}> ${CHOICE_LABELS[choice]}</label>\n`,
)}</div>
</fieldset>`;
}
