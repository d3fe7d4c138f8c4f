import { type ExactDollars, type Nanos, toExactDollars } from "./money.ts";

/** How a drill's requests were answered. */
export type DrillAnswers = {
  readonly served: number;
  /** Refused at the drill's own limit. */
  readonly refused403: number;
  /** Refused for another reason, by error code. */
  readonly refusedOther: Readonly<Record<string, number>>;
  /** Sent without an answer in time. */
  readonly unanswered: number;
};

/** What a drill found in the database when its requests had ended. Amounts are nano-dollars. */
export type DrillFigures = {
  readonly limitNanos: Nanos;
  /** Charged beyond the included inference, added up from the usage events. */
  readonly settledNanos: Nanos;
  readonly heldNanos: Nanos;
  /** The most that the counters showed as settled and held together at any moment they were looked at. */
  readonly peakNanos: Nanos;
  /** Paid by the plan's included inference, which counts against no limit. */
  readonly includedNanos: Nanos;
  /** Requests stored as served. */
  readonly billedCount: number;
};

export type DrillReport = {
  limit: ExactDollars;
  settled: ExactDollars;
  held: ExactDollars;
  peak: ExactDollars;
  included: ExactDollars;
  served: number;
  billed: number;
  refused403: number;
  refusedOther: number;
  unanswered: number;
  /** Other refusals by error code, the most frequent first. */
  otherReasons: { code: string; count: number }[];
  /** Nothing was charged or held past the limit, and nothing was served without being charged. */
  isHeld: boolean;
  /** Requests were refused at the limit; without, it was never put to the test. */
  isConclusive: boolean;
  verdict: string;
};

/** Whether a limit held under a drill, and whether the drill could tell. */
export function drillReport(figures: DrillFigures, answers: DrillAnswers): DrillReport {
  const { limitNanos, settledNanos, heldNanos, peakNanos, includedNanos, billedCount } = figures;
  const otherReasons = Object.entries(answers.refusedOther)
    .map(([code, count]) => ({ code, count }))
    .sort((one, other) => other.count - one.count || (one.code < other.code ? -1 : 1));
  const counts = {
    limit: toExactDollars(limitNanos),
    settled: toExactDollars(settledNanos),
    held: toExactDollars(heldNanos),
    peak: toExactDollars(peakNanos),
    included: toExactDollars(includedNanos),
    served: answers.served,
    billed: billedCount,
    refused403: answers.refused403,
    refusedOther: otherReasons.reduce((sum, { count }) => sum + count, 0),
    unanswered: answers.unanswered,
    otherReasons,
  };
  const isHeld = settledNanos + heldNanos <= limitNanos && peakNanos <= limitNanos && billedCount >= answers.served;
  const isConclusive = answers.refused403 > 0;
  return { ...counts, isHeld, isConclusive, verdict: verdictOf(counts, { isHeld, isConclusive }) };
}

type Counts = Omit<DrillReport, "isHeld" | "isConclusive" | "verdict">;

function verdictOf(counts: Counts, found: { isHeld: boolean; isConclusive: boolean }): string {
  const { served, billed, refused403 } = counts;
  if (billed < served) return `The limit did not hold: ${served} requests were served, but only ${billed} are stored.`;
  if (!found.isHeld) {
    return (
      `The limit did not hold: of $${counts.limit}, $${counts.settled} was spent, $${counts.held} was still held at the end, ` +
      `and $${counts.peak} was the most seen of both.`
    );
  }
  if (!found.isConclusive)
    return `Nothing was proved: no request reached the limit of $${counts.limit}. ${whyUnreached(counts)}`;
  return (
    `The limit held: of $${counts.limit}, $${counts.settled} was spent, and never was more than $${counts.peak} spent and held ` +
    `together. ${served} requests were served, ${refused403} refused at the limit.`
  );
}

function whyUnreached({ refusedOther, unanswered, otherReasons, included }: Counts): string {
  if (refusedOther + unanswered > 0) {
    const reasons = [
      ...otherReasons.map(({ code, count }) => `${count} ${code}`),
      ...(unanswered > 0 ? [`${unanswered} without an answer`] : []),
    ];
    return `Other things stood in the way: ${reasons.join(", ")}.`;
  }
  if (included !== "0.00")
    return "The plan's included inference paid for them, and what it pays counts against no limit.";
  return "Choose a lower limit or more requests.";
}
