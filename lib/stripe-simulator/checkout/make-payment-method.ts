import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { createPaymentMethod } from "#lib/stripe-simulator/payments/create-payment-method.ts";
import { cardOfNumber } from "#lib/stripe-simulator/payments/test-methods.ts";
import type { CardEntry, FieldErrors } from "./pages/card-fields.ts";
import { readCard } from "./read-card-entry.ts";

type Made =
  | { readonly paymentMethod: string; readonly errors: null }
  | { readonly paymentMethod: null; readonly errors: FieldErrors };

/** A payment method of the card that was entered, or what is wrong with it. Only test cards are known. */
export function makeCard(account: Account, entry: CardEntry, nowSeconds: number, email: string | null): Made {
  const { card, errors } = readCard(entry, nowSeconds);
  if (card === null) return { paymentMethod: null, errors };
  const name = cardOfNumber(card.number);
  if (name === null) {
    return { paymentMethod: null, errors: { number: "This is not a test card. Real cards are never taken here." } };
  }
  const made = createPaymentMethod(
    account,
    { kind: "card", name },
    {
      billingDetails: { email },
      expMonth: card.expMonth,
      expYear: card.expYear,
    },
  );
  return { paymentMethod: made.id, errors: null };
}

/** A payment method of the bank account that pages offer. */
export function makeBankAccount(account: Account, email: string | null): string {
  const details = { billingDetails: { email } };
  return createPaymentMethod(account, { kind: "us_bank_account", name: "paid" }, details).id;
}
