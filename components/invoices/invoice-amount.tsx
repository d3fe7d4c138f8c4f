import { clsx } from "clsx";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import { type ExactDollars, formatWholeCents, fromExactDollars } from "#lib/domain/money.ts";

type InvoiceAmountProps = {
  amount: ExactDollars;
  /** What was metered to the nano-dollar, where it differs. */
  exact?: ExactDollars | null;
  /** Whether that stands in small below, not only on hover. */
  isExactShown?: boolean;
  className?: string;
};

/** An amount of an invoice, in whole cents as on paper; what it was rounded from is told on hover. */
export function InvoiceAmount({ amount, exact = null, isExactShown = false, className }: InvoiceAmountProps) {
  return (
    <span className={clsx("inline-flex flex-col items-end", className)}>
      <span data-exact={exact ?? amount} title={exactDollarsLabel(exact ?? amount)} className="figures">
        {formatWholeCents(fromExactDollars(amount))}
      </span>
      {isExactShown && exact !== null && (
        <span className="figures text-xs text-ink-muted">
          <span className="sr-only">exactly </span>
          {exactDollarsLabel(exact)}
        </span>
      )}
    </span>
  );
}
