import { Refusal } from "./refusal.ts";

/** What a request asks the simulator to do wrong, or differently. Counts are tokens; null means as usual. */
export type SimDirectives = {
  /** Answer with this HTTP status and an OpenAI error body. */
  readonly status: number | null;
  /** Accept and never answer. */
  readonly stall: boolean;
  /** Break the connection before answering. */
  readonly drop: boolean;
  /** These three strike after so many tokens, or at the end of a shorter answer; in an unstreamed answer, half-way. */
  readonly stallAfter: number | null;
  readonly dropAfter: number | null;
  readonly badJsonAfter: number | null;
  readonly noUsage: boolean;
  /** Report so many more completion tokens than were sent. */
  readonly overReport: number;
  readonly overReportInput: number;
  readonly tokensPerSecond: number | null;
  readonly firstTokenMs: number | null;
  /** The length of the answer. */
  readonly tokens: number | null;
};

const NONE: SimDirectives = {
  status: null,
  stall: false,
  drop: false,
  stallAfter: null,
  dropAfter: null,
  badJsonAfter: null,
  noUsage: false,
  overReport: 0,
  overReportInput: 0,
  tokensPerSecond: null,
  firstTokenMs: null,
  tokens: null,
};

type Rule = { readonly field: keyof SimDirectives; readonly range?: readonly [min: number, max: number] };

const MAX_TOKENS = 200_000;

const RULES: Readonly<Record<string, Rule>> = {
  status: { field: "status", range: [400, 599] },
  stall: { field: "stall" },
  drop: { field: "drop" },
  "stall-after": { field: "stallAfter", range: [0, MAX_TOKENS] },
  "drop-after": { field: "dropAfter", range: [0, MAX_TOKENS] },
  "bad-json-after": { field: "badJsonAfter", range: [0, MAX_TOKENS] },
  "no-usage": { field: "noUsage" },
  "over-report": { field: "overReport", range: [0, 1_000_000_000] },
  "over-report-input": { field: "overReportInput", range: [0, 1_000_000_000] },
  rate: { field: "tokensPerSecond", range: [0, 1_000_000] },
  latency: { field: "firstTokenMs", range: [0, 600_000] },
  tokens: { field: "tokens", range: [1, MAX_TOKENS] },
};

/**
 * Reads comma-separated directives such as "rate=50, drop-after=5" from several places; a later place overrides an
 * earlier one. An unknown or malformed directive is refused, so that a misspelt test does not pass by accident.
 */
export function parseSimDirectives(...places: readonly string[]): SimDirectives {
  const directives: Record<string, boolean | number | null> = { ...NONE };
  for (const part of places.join(",").split(",")) {
    const text = part.trim();
    if (text === "") continue;
    const [name = "", ...rest] = text.split("=");
    const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
    if (!rule) throw new Refusal(400, `Unknown simulator directive '${name}'.`, "sim");
    directives[rule.field] = rule.range ? numberIn(rule.range, rest.join("="), name) : flag(rest, name);
  }
  return directives as SimDirectives;
}

function numberIn([min, max]: readonly [number, number], text: string, name: string): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new Refusal(400, `Simulator directive '${name}' takes a whole number from ${min} to ${max}.`, "sim");
}

function flag(rest: readonly string[], name: string): true {
  if (rest.length === 0) return true;
  throw new Refusal(400, `Simulator directive '${name}' takes no value.`, "sim");
}
