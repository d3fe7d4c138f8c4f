export type CheckoutPurpose = "plan" | "credits" | "card";

/** Stripe puts the id of the checkout in its place. */
const CHECKOUT_ID = "{CHECKOUT_SESSION_ID}";

/**
 * Where Stripe's pages lead back to: the screen `settings/billing/checkout` of the workspace, with `id` (the checkout's)
 * when it is complete, or `cancelled` (its purpose) when the buyer turned back.
 */
export function checkoutReturnUrls(
  appUrl: string,
  { slug, purpose }: { slug: string; purpose: CheckoutPurpose },
): { successUrl: string; cancelUrl: string } {
  const page = `${appUrl}/${slug}/settings/billing/checkout`;
  return { successUrl: `${page}?id=${CHECKOUT_ID}`, cancelUrl: `${page}?cancelled=${purpose}` };
}
