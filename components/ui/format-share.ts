const SMALLEST_SHOWN = 0.001;

/** A share from 0 to 1 in percent: "42.1%", and "<0.1%" for what is there but rounds to nothing. */
export function formatShare(share: number): string {
  if (share <= 0) return "0%";
  if (share < SMALLEST_SHOWN) return "<0.1%";
  if (share >= 1) return "100%";
  return `${Math.min(99.9, share * 100).toFixed(1)}%`;
}
