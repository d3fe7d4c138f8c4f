import { clsx } from "clsx";
import { formatCompactCount } from "#lib/domain/format-compact-count.ts";
import { formatCount } from "./format-count.ts";

/** A number of tokens in short; the exact one on hover and in `data-exact`. */
export function TokenCount({ value, className }: { value: number; className?: string }) {
  return (
    <span title={`${formatCount(value)} tokens`} data-exact={value} className={clsx("figures", className)}>
      {formatCompactCount(value)}
    </span>
  );
}
