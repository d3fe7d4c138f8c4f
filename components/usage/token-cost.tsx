import { Money } from "#components/ui/money.tsx";
import { TokenCount } from "#components/ui/token-count.tsx";

/** A class of tokens and, beneath, what they cost. */
export function TokenCost({ tokens, cost }: { tokens: number; cost: string }) {
  if (tokens === 0) return <span className="text-ink-subtle">none</span>;
  return (
    <span className="inline-flex items-baseline gap-2 tabular:flex tabular:flex-col tabular:items-end tabular:gap-0">
      <TokenCount value={tokens} />
      <Money exact={cost} className="text-xs font-normal text-ink-muted" />
    </span>
  );
}
