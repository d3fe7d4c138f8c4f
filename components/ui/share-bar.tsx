import { formatShare } from "./format-share.ts";

type ShareBarProps = { /** From 0 to 1. */ share: number; color?: string };

/** A share of a whole as a number and a bar; the bar only repeats the number. */
export function ShareBar({ share, color = "var(--accent)" }: ShareBarProps) {
  return (
    <span className="inline-flex items-center gap-2">
      <span aria-hidden="true" className="inline-block h-1.5 w-16 overflow-hidden rounded-full bg-surface-hover">
        <span className="block h-full" style={{ width: `${Math.min(100, share * 100)}%`, background: color }} />
      </span>
      <span className="figures w-11 text-right">{formatShare(share)}</span>
    </span>
  );
}
