import { formatDollars, NANOS_PER_DOLLAR, type Nanos, parseDollars } from "./money.ts";

export type LimitScope = "workspace" | "member" | "api_key";

/** A limit higher than any month's usage is a typing error. */
export const HIGHEST_LIMIT_NANOS: Nanos = 10_000_000n * NANOS_PER_DOLLAR;

/** Percentages of a limit at which its owners are told, unless they choose others. */
export const DEFAULT_ALERT_PERCENTS: readonly number[] = [50, 80, 100];
export const ALERTS_PER_LIMIT = 10;

export type ParsedLimit =
  | { readonly isValid: true; readonly limitNanos: Nanos }
  | { readonly isValid: false; readonly reason: "empty" | "unreadable" | "negative" | "too_high" };

/** Reads a monthly limit in dollars as a person types it: $0 to $10,000,000. */
export function parseSpendLimit(text: string): ParsedLimit {
  if (text.trim() === "") return { isValid: false, reason: "empty" };
  const limitNanos = parseDollars(text);
  if (limitNanos === null) return { isValid: false, reason: "unreadable" };
  if (limitNanos < 0n) return { isValid: false, reason: "negative" };
  if (limitNanos > HIGHEST_LIMIT_NANOS) return { isValid: false, reason: "too_high" };
  return { isValid: true, limitNanos };
}

/** Alert percentages in order and each once; null when one is no whole number from 1 to 100, or they are too many. */
export function parseAlertPercents(percents: readonly number[]): number[] | null {
  const distinct = [...new Set(percents)].sort((one, other) => one - other);
  const areValid = distinct.every((percent) => Number.isInteger(percent) && percent >= 1 && percent <= 100);
  return areValid && distinct.length <= ALERTS_PER_LIMIT ? distinct : null;
}

/** What a limit would do at once. Amounts are nano-dollars. */
export type LimitEffect = {
  /**
   * `blocks_at_once`: what is settled uses up the limit, so every request that would be charged is refused.
   * `waits_for_holds`: the rest is held by requests under way, and new ones wait for these to end.
   * `leaves_room`: requests go on until the room is used up.
   */
  readonly kind: "blocks_at_once" | "waits_for_holds" | "leaves_room";
  /** What new requests may still be charged. Never below zero. */
  readonly roomNanos: Nanos;
  /** By how much what is settled exceeds the limit already. */
  readonly exceededByNanos: Nanos;
  /** The same in words, for who is about to set the limit. */
  readonly sentence: string;
};

/**
 * What setting a limit does to requests, given the scope's figures of the current period in nano-dollars. A limit below
 * what is settled is allowed: it undoes nothing and blocks what comes. Requests under way are never cut.
 */
export function decideLimitChange(figures: {
  readonly limitNanos: Nanos;
  readonly settledNanos: Nanos;
  readonly heldNanos: Nanos;
}): LimitEffect {
  const { limitNanos, settledNanos, heldNanos } = figures;
  const leftNanos = limitNanos - settledNanos - heldNanos;
  const kind = limitNanos <= settledNanos ? "blocks_at_once" : leftNanos <= 0n ? "waits_for_holds" : "leaves_room";
  const roomNanos = leftNanos > 0n ? leftNanos : 0n;
  const exceededByNanos = settledNanos > limitNanos ? settledNanos - limitNanos : 0n;
  return { kind, roomNanos, exceededByNanos, sentence: SENTENCES[kind]({ ...figures, roomNanos, exceededByNanos }) };
}

type Figures = Record<"limitNanos" | "settledNanos" | "heldNanos" | "roomNanos" | "exceededByNanos", Nanos>;

const SENTENCES: Record<LimitEffect["kind"], (figures: Figures) => string> = {
  blocks_at_once: (figures) =>
    `Blocks at once: ${whyBlocked(figures)}. Every request that the plan's included inference does not cover is refused ` +
    `until the limit is raised or the next period starts.${
      figures.heldNanos > 0n ? ` Requests under way hold ${formatDollars(figures.heldNanos)} and may still finish.` : ""
    }`,
  waits_for_holds: (figures) =>
    `Leaves no room for now: ${spentOf(figures)} and ${formatDollars(figures.heldNanos)} is held by requests under way. ` +
    "New requests pass as these end and give back what they did not use.",
  leaves_room: (figures) =>
    `Leaves ${formatDollars(figures.roomNanos)} for the rest of the period: ${spentOf(figures)}${
      figures.heldNanos > 0n ? ` and ${formatDollars(figures.heldNanos)} is held by requests under way` : ""
    }.`,
};

function whyBlocked(figures: Figures): string {
  if (figures.settledNanos === 0n) return "a limit of $0 leaves nothing to spend";
  const excess = figures.exceededByNanos > 0n ? `${formatDollars(figures.exceededByNanos)} more than` : "all of";
  return `${spentOf(figures)}, ${excess} this limit`;
}

function spentOf({ settledNanos }: Figures): string {
  return settledNanos > 0n ? `${formatDollars(settledNanos)} is spent` : "nothing is spent yet";
}
