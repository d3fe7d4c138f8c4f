import { Money } from "#components/ui/money.tsx";
import type { ExactDollars } from "#lib/domain/money.ts";

/** By how much a book says more than the events, or less. */
export function BookDifference({ exact }: { exact: ExactDollars }) {
  return (
    <span className="figures text-bad">
      {!exact.startsWith("-") && "+"}
      <Money exact={exact} />
    </span>
  );
}
