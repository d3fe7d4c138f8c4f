/** Every reason for which credits move, in the order in which filters offer them, and what to call it. */
export const CREDIT_CAUSES = {
  top_up: "Credits bought",
  auto_top_up: "Auto top-up",
  usage: "Tokens",
  overage: "Overage session",
  base_fee: "Active base fee",
  refund: "Refund",
  dispute: "Dispute",
  grant: "Grant",
  adjustment: "Adjustment",
} as const;

export type CreditCause = keyof typeof CREDIT_CAUSES;

export function isCreditCause(text: string): text is CreditCause {
  return Object.hasOwn(CREDIT_CAUSES, text);
}
