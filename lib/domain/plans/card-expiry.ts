const DAY_MS = 86_400_000;
const SOON_MS = 30 * DAY_MS;

export type CardExpiry = "valid" | "expires_soon" | "expired";

/** Where a card stands, which is good until its month (1 to 12) ends: "soon" is within 30 days. */
export function cardExpiry(
  card: { readonly expiresMonth: number; readonly expiresYear: number },
  now: Date,
): CardExpiry {
  const leftMs = Date.UTC(card.expiresYear, card.expiresMonth) - now.getTime();
  if (leftMs <= 0) return "expired";
  return leftMs <= SOON_MS ? "expires_soon" : "valid";
}
