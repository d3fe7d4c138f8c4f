import { groupCardNumber, TEST_CARDS } from "#lib/stripe-simulator/checkout/test-cards.ts";
import { type Html, html } from "./html.ts";

export type CardEntry = { readonly number: string; readonly expiry: string; readonly cvc: string };

/** What is wrong with what was entered, by the field's name; `form` is about the whole. */
export type FieldErrors = Readonly<Record<string, string | undefined>>;

/** A labelled text field; what is wrong with it is tied to it. */
export function textField(field: {
  name: string;
  label: string;
  value: string;
  error: string | undefined;
  type?: "text" | "email";
  autocomplete: string;
  isNumeric?: boolean;
  isReadOnly?: boolean;
  placeholder?: string;
}): Html {
  const errorId = `${field.name}-error`;
  return html`<div class="field">
<label for="${field.name}">${field.label}</label>
<input id="${field.name}" name="${field.name}" type="${field.type ?? "text"}" value="${field.value}" autocomplete="${field.autocomplete}"${
    field.isNumeric && html` inputmode="numeric"`
  }${field.placeholder && html` placeholder="${field.placeholder}"`}${field.isReadOnly && html` readonly`}${
    field.error && html` aria-invalid="true" aria-describedby="${errorId}"`
  }>
${field.error && html`<p class="error" id="${errorId}">${field.error}</p>`}
</div>`;
}

export function cardFields(card: CardEntry, errors: FieldErrors): Html {
  return html`${textField({
    name: "number",
    label: "Card number",
    value: groupCardNumber(card.number),
    error: errors.number,
    autocomplete: "cc-number",
    isNumeric: true,
    placeholder: "1234 1234 1234 1234",
  })}
<div class="pair">
${textField({
  name: "expiry",
  label: "Expiry",
  value: card.expiry,
  error: errors.expiry,
  autocomplete: "cc-exp",
  isNumeric: true,
  placeholder: "MM / YY",
})}
${textField({
  name: "cvc",
  label: "CVC",
  value: card.cvc,
  error: errors.cvc,
  autocomplete: "cc-csc",
  isNumeric: true,
  placeholder: "123",
})}
</div>`;
}

/** Buttons that fill in a test card. They come after a form's own button, which Enter is to press. */
export function testCardButtons(): Html {
  return html`<div class="fill by-card"><fieldset>
<legend>Fill in a test card</legend>
<div class="buttons">
${TEST_CARDS.map(
  ({ number, label }) =>
    html`<button class="secondary compact" name="fill" value="${number}" formnovalidate>${label}<span class="muted"> ··${number.slice(-4)}</span></button>\n`,
)}</div>
</fieldset></div>`;
}

export function errorNotice(message: string | undefined): Html | false {
  return message !== undefined && html`<p class="notice" role="alert">${message}</p>`;
}
