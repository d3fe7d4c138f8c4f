import type { CardEntry, FieldErrors } from "./pages/card-fields.ts";

export type Card = { readonly number: string; readonly expMonth: number; readonly expYear: number };

export const EMPTY_CARD: CardEntry = { number: "", expiry: "", cvc: "" };

/** What a button fills in beside a test card's number. */
const FILLED = { expiry: "12 / 34", cvc: "123" } as const;

/** The card fields of a form as they were entered, or as a button is to fill them in. */
export function cardEntryOf(form: FormData): { entry: CardEntry; isFilled: boolean } {
  const fill = textOf(form, "fill");
  if (fill !== "") return { entry: { number: digitsOf(fill), ...FILLED }, isFilled: true };
  const entry = { number: digitsOf(textOf(form, "number")), expiry: textOf(form, "expiry"), cvc: textOf(form, "cvc") };
  return { entry, isFilled: false };
}

/** The card that was entered, or what is wrong with it, in the words of Stripe's own page. */
export function readCard(
  entry: CardEntry,
  nowSeconds: number,
): { card: Card; errors: null } | { card: null; errors: FieldErrors } {
  const [, month = "0", year = "0"] = /^\s*(\d{1,2})\s*\/?\s*(?:20)?(\d{2})\s*$/.exec(entry.expiry) ?? [];
  const card = { number: entry.number, expMonth: Number(month), expYear: 2000 + Number(year) };
  const errors = {
    number: /^\d{13,19}$/.test(entry.number) ? undefined : "Your card number is incomplete.",
    expiry: expiryError(card, nowSeconds),
    cvc: /^\s*\d{3,4}\s*$/.test(entry.cvc) ? undefined : "Your card's security code is incomplete.",
  };
  const isWrong = Object.values(errors).some((error) => error !== undefined);
  return isWrong ? { card: null, errors } : { card, errors: null };
}

function expiryError({ expMonth, expYear }: Card, nowSeconds: number): string | undefined {
  if (expMonth < 1 || expMonth > 12) return "Enter the expiry as month and year: MM / YY.";
  const isOver = Date.UTC(expYear, expMonth) <= nowSeconds * 1000;
  return isOver ? "Your card's expiration date is in the past." : undefined;
}

export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

function digitsOf(text: string): string {
  return text.replaceAll(/[\s-]/g, "");
}
