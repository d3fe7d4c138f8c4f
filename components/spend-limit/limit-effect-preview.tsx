import { Alert } from "#components/ui/alert.tsx";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import { type ExactDollars, fromExactDollars, type Nanos, toExactDollars } from "#lib/domain/money.ts";
import { decideLimitChange } from "#lib/domain/spend-limit.ts";

type LimitEffectPreviewProps = { limitNanos: Nanos; settled: ExactDollars; held: ExactDollars };

/** What a limit would do at once, with the arithmetic where it leaves nothing. */
export function LimitEffectPreview({ limitNanos, settled, held }: LimitEffectPreviewProps) {
  const settledNanos = fromExactDollars(settled);
  const heldNanos = fromExactDollars(held);
  const effect = decideLimitChange({ limitNanos, settledNanos, heldNanos });
  const isTight = effect.kind !== "leaves_room";
  return (
    <Alert tone={isTight ? "warn" : "info"} role="status" title="What this does">
      <p>{effect.sentence}</p>
      {isTight && (
        <dl className="mt-1 grid max-w-96 grid-cols-[1fr_auto] gap-x-4 figures text-sm">
          <Line label="New limit" amount={toExactDollars(limitNanos)} />
          <Line label="less spent this period" amount={toExactDollars(-settledNanos)} />
          <Line label="less held by requests under way" amount={toExactDollars(-heldNanos)} />
          <Line label="leaves" amount={toExactDollars(limitNanos - settledNanos - heldNanos)} isSum />
        </dl>
      )}
    </Alert>
  );
}

type LineProps = { label: string; amount: ExactDollars; isSum?: boolean };

function Line({ label, amount, isSum = false }: LineProps) {
  const classes = isSum ? "border-t border-line-strong pt-0.5 font-medium" : undefined;
  return (
    <>
      <dt className={`whitespace-normal ${classes ?? ""}`}>{label}</dt>
      <dd className={`text-right ${classes ?? ""}`}>{exactDollarsLabel(amount === "-0.00" ? "0.00" : amount)}</dd>
    </>
  );
}
