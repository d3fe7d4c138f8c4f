import { clsx } from "clsx";
import { type ExactDollars, formatDollars, fromExactDollars } from "#lib/domain/money.ts";
import { exactDollarsLabel } from "./exact-dollars-label.ts";

/** An amount as people read it; the exact one on hover and in `data-exact`. */
export function Money({ exact, className }: { exact: ExactDollars; className?: string }) {
  return (
    <span title={exactDollarsLabel(exact)} data-exact={exact} className={clsx("figures", className)}>
      {formatDollars(fromExactDollars(exact))}
    </span>
  );
}
