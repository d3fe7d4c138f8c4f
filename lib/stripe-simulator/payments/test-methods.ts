/** What the issuer says when a card is charged or saved. */
export type CardAnswer =
  | "approved"
  | "generic_decline"
  | "insufficient_funds"
  | "expired_card"
  | "incorrect_cvc"
  | "processing_error";

export type TestCard = {
  brand: "visa" | "mastercard" | "amex";
  last4: string;
  whenCharged: CardAnswer;
  whenSaved: CardAnswer;
  /** Whether the payer must prove who they are: always, or until the card has been set up for later. */
  authentication: "never" | "until_set_up" | "always";
};

export type TestBank = { last4: string; whenDebited: "paid" | "account_closed" | "insufficient_funds" };

const card = (last4: string, more: Partial<TestCard> = {}): TestCard => ({
  brand: "visa",
  last4,
  whenCharged: "approved",
  whenSaved: "approved",
  authentication: "never",
  ...more,
});

const declined = (last4: string, answer: CardAnswer): TestCard =>
  card(last4, { whenCharged: answer, whenSaved: answer });

/** By a name of our own: numbers are looked up and forgotten. */
export const TEST_CARDS = {
  visa: card("4242"),
  visa_debit: card("5556"),
  mastercard: card("4444", { brand: "mastercard" }),
  amex: card("0005", { brand: "amex" }),
  declined: declined("0002", "generic_decline"),
  insufficient_funds: declined("9995", "insufficient_funds"),
  expired: declined("0069", "expired_card"),
  incorrect_cvc: declined("0127", "incorrect_cvc"),
  processing_error: declined("0119", "processing_error"),
  declined_later: card("0341", { whenCharged: "generic_decline" }),
  authenticate_until_set_up: card("3155", { authentication: "until_set_up" }),
  authenticate_always: card("3184", { authentication: "always" }),
} as const satisfies Record<string, TestCard>;

export type CardName = keyof typeof TEST_CARDS;

export const TEST_BANKS = {
  paid: { last4: "6789", whenDebited: "paid" },
  account_closed: { last4: "1116", whenDebited: "account_closed" },
  insufficient_funds: { last4: "2227", whenDebited: "insufficient_funds" },
} as const satisfies Record<string, TestBank>;

export type BankName = keyof typeof TEST_BANKS;

const CARD_BY_NUMBER: Readonly<Record<string, CardName>> = {
  "4242424242424242": "visa",
  "4000056655665556": "visa_debit",
  "5555555555554444": "mastercard",
  "378282246310005": "amex",
  "4000000000000002": "declined",
  "4000000000009995": "insufficient_funds",
  "4000000000000069": "expired",
  "4000000000000127": "incorrect_cvc",
  "4000000000000119": "processing_error",
  "4000000000000341": "declined_later",
  "4000002500003155": "authenticate_until_set_up",
  "4000002760003184": "authenticate_always",
};

const CARD_BY_TAIL: Readonly<Record<string, CardName>> = {
  visa: "visa",
  visa_debit: "visa_debit",
  mastercard: "mastercard",
  amex: "amex",
  chargeDeclined: "declined",
  visa_chargeDeclined: "declined",
  chargeDeclinedInsufficientFunds: "insufficient_funds",
  visa_chargeDeclinedInsufficientFunds: "insufficient_funds",
  chargeDeclinedExpiredCard: "expired",
  chargeDeclinedIncorrectCvc: "incorrect_cvc",
  chargeDeclinedProcessingError: "processing_error",
  chargeCustomerFail: "declined_later",
  authenticationRequired: "authenticate_always",
  authenticationRequiredOnSetup: "authenticate_until_set_up",
};

const BANK_BY_ACCOUNT: Readonly<Record<string, BankName>> = {
  "000123456789": "paid",
  "000111111116": "account_closed",
  "000222222227": "insufficient_funds",
};

const BANK_BY_TAIL: Readonly<Record<string, BankName>> = {
  success: "paid",
  accountClosed: "account_closed",
  insufficientFunds: "insufficient_funds",
};

export type TestMethod = { kind: "card"; name: CardName } | { kind: "us_bank_account"; name: BankName };

/** What one of Stripe's magic ids stands for (`pm_card_visa`, `tok_visa`, `pm_usBankAccount_success`), or null. */
export function methodOfMagicId(id: string): TestMethod | null {
  const card = CARD_BY_TAIL[/^(?:pm_card|tok)_(\w+)$/.exec(id)?.[1] ?? ""];
  if (card !== undefined) return { kind: "card", name: card };
  const bank = BANK_BY_TAIL[/^pm_usBankAccount_(\w+)$/.exec(id)?.[1] ?? ""];
  return bank === undefined ? null : { kind: "us_bank_account", name: bank };
}

/** The test card with this number, spaces allowed, or null. */
export function cardOfNumber(number: string): CardName | null {
  return CARD_BY_NUMBER[number.replaceAll(/[\s-]/g, "")] ?? null;
}

/** The test bank account with this number, or null. */
export function bankOfAccount(accountNumber: string): BankName | null {
  return BANK_BY_ACCOUNT[accountNumber] ?? null;
}
