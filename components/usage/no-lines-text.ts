import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import { type ExactDollars, fromExactDollars } from "#lib/domain/money.ts";

/** What stands where a request's arithmetic would, when it has no lines. */
export function noLinesText(cost: ExactDollars): string {
  if (fromExactDollars(cost) === 0n) return "No tokens were billed, so this request cost nothing.";
  return `This request cost ${exactDollarsLabel(cost)}. The rates it was billed at cannot be shown.`;
}
