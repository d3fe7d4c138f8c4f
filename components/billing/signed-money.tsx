import { clsx } from "clsx";
import { Money } from "#components/ui/money.tsx";
import type { ExactDollars } from "#lib/domain/money.ts";

/** An amount that was added or taken away, with its sign. */
export function SignedMoney({ exact }: { exact: ExactDollars }) {
  const isAdded = !exact.startsWith("-") && exact !== "0.00";
  return (
    <span className={clsx("figures", isAdded && "text-good")}>
      {isAdded && "+"}
      <Money exact={exact} />
    </span>
  );
}
