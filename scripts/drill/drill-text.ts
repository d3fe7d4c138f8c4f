import type { DrillReport } from "#lib/domain/drill-report.ts";
import { fromExactDollars, toExactDollars } from "#lib/domain/money.ts";
import type { ControlOutcome } from "./check-then-record.ts";

const WIDTHS = [26, 20, 20];

/** A drill's outcome and its control's, side by side, and what they show. */
export function drillText(report: DrillReport, control: ControlOutcome): string {
  const rows = [
    ["", "With holds", "Check, then record"],
    ["Limit", `$${report.limit}`, `$${report.limit}`],
    ["Spent", `$${report.settled}`, `$${toExactDollars(control.spentNanos)}`],
    ["Of the limit", percentOf(fromExactDollars(report.settled), report), percentOf(control.spentNanos, report)],
    ["Still held", `$${report.held}`, "-"],
    ["Most spent and held", `$${report.peak}`, "-"],
    ["Requests served", String(report.served), String(control.served)],
    ["Refused at the limit", String(report.refused403), String(control.refused)],
    ["Refused otherwise", String(report.refusedOther), "0"],
    ["Without an answer", String(report.unanswered), "0"],
  ];
  const lines = rows.map((cells) =>
    `  ${cells.map((cell, column) => cell.padEnd(WIDTHS[column] ?? 0)).join("")}`.trimEnd(),
  );
  const left = leftSentence(report, control);
  return ["", ...lines, "", report.verdict, ...(left ? [left] : []), controlSentence(report, control), ""].join("\n");
}

/** Cut, not rounded: a limit that is not quite used up must not read 100%. */
function percentOf(nanos: bigint, { limit }: DrillReport): string {
  const tenths = (nanos * 1_000n) / fromExactDollars(limit);
  return `${tenths / 10n}.${tenths % 10n}%`;
}

/** Why what is left was not spent: a request is admitted only where its true maximum fits. */
function leftSentence(
  { limit, settled, isHeld, isConclusive }: DrillReport,
  { leastHoldNanos }: ControlOutcome,
): string | null {
  if (!isHeld || !isConclusive) return null;
  const leftNanos = fromExactDollars(limit) - fromExactDollars(settled);
  const left = `$${toExactDollars(leftNanos)}`;
  const least = `$${toExactDollars(leastHoldNanos)}`;
  return leftNanos < leastHoldNanos
    ? `The ${left} left is less than what any of these requests may cost at most, ${least}: none was refused while there was room for it.`
    : `The ${left} left is more than what one of these requests may cost at most, ${least}: while others held it, some waited for 2 seconds and were refused.`;
}

function controlSentence({ limit, isHeld }: DrillReport, { spentNanos, served, isOvershot }: ControlOutcome): string {
  if (!isOvershot) {
    return isHeld
      ? "This proves nothing: without holds the limit was not passed either. Send more requests, or choose another limit."
      : "Without holds the limit was not passed.";
  }
  const tenths = (spentNanos * 10n) / fromExactDollars(limit);
  return (
    `Without holds ${served} of the same requests found room before any of them was recorded, and ` +
    `${tenths / 10n}.${tenths % 10n} times the limit was spent.`
  );
}
