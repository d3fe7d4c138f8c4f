/** What came of accepting a quote. */
export type AcceptedQuote =
  /** The plan or seats have changed, and what was due is paid. */
  | { readonly outcome: "changed" }
  /** They will change when the next period begins. */
  | { readonly outcome: "scheduled"; readonly effectiveAt: Date }
  /** The plan is bought on this page of Stripe. */
  | { readonly outcome: "checkout"; readonly url: string }
  /** Nothing has changed: the bank declined, in words for the buyer. */
  | { readonly outcome: "declined"; readonly message: string; readonly invoiceUrl: string | null }
  /** Nothing has changed yet: the bank asks the buyer to confirm on this page. */
  | { readonly outcome: "requires_action"; readonly message: string; readonly invoiceUrl: string | null };
