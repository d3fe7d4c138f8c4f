import { formatShare } from "#components/ui/format-share.ts";

type SpendingBarProps = {
  /** Of the limit: 0 to 1, more where the limit was lowered. */
  settledShare: number;
  heldShare: number;
  /** Percentages of the limit at which an alert is sent. */
  alertAtPercent: readonly number[];
  isThin?: boolean;
  /** What it is a part of. */
  whole?: string;
};

const WHOLE = 100;

/** What of a limit is spent, held and free; the figures beside it say the same in words. */
export function SpendingBar(props: SpendingBarProps) {
  const { settledShare, heldShare, alertAtPercent, isThin = false, whole = "limit" } = props;
  const settled = Math.min(1, settledShare);
  const held = Math.min(1 - settled, heldShare);
  const label = `${formatShare(settledShare)} of the ${whole} is spent and ${formatShare(heldShare)} is held`;
  return (
    <div
      role="img"
      aria-label={label}
      className={`relative flex w-full overflow-hidden rounded-full bg-surface-hover ${isThin ? "h-1.5" : "h-3"}`}
    >
      <span className={settledShare >= 1 ? "bg-danger" : "bg-accent"} style={{ width: `${settled * WHOLE}%` }} />
      <span className="bg-warn opacity-70" style={{ width: `${held * WHOLE}%` }} />
      {!isThin &&
        alertAtPercent
          .filter((percent) => percent < WHOLE)
          .map((percent) => (
            <span key={percent} className="absolute inset-y-0 w-px bg-ink-muted" style={{ left: `${percent}%` }} />
          ))}
    </div>
  );
}
