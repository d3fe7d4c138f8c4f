import { formatUtcDay } from "./billing-period.ts";
import { NANOS_PER_CENT, NANOS_PER_DOLLAR, type Nanos, parseDollars } from "./money.ts";
import { readPurchaseOrder } from "./purchase-order.ts";
import { parseUtcDay } from "./utc-day.ts";

/** What a contract sets. */
export type Contract = {
  /** Whole cents. */
  readonly monthlyNanos: Nanos;
  readonly seats: number;
  readonly includedInferenceNanos: Nanos;
  readonly sessionsPerMonth: number;
  readonly requestsPerMinute: number;
  readonly maxConcurrentRequests: number;
  /** Days until an invoice is due. */
  readonly netDays: number;
  readonly isPostpaid: boolean;
  readonly requiresPurchaseOrder: boolean;
  readonly purchaseOrderNumber: string | null;
  readonly purchaseOrderExpiresAt: Date | null;
  /** What the purchase order covers, in whole cents; null where any amount. */
  readonly purchaseOrderNanos: Nanos | null;
  /** Since when its number has been on file: what is charged from then on counts against it. */
  readonly purchaseOrderSince: Date | null;
  /** The instant at which the contract ends; null while it has no end. */
  readonly endsAt: Date | null;
};

export const CONTRACT_TERMS = [
  "monthlyNanos",
  "seats",
  "includedInferenceNanos",
  "sessionsPerMonth",
  "requestsPerMinute",
  "maxConcurrentRequests",
  "netDays",
  "isPostpaid",
  "requiresPurchaseOrder",
  "purchaseOrderNumber",
  "purchaseOrderExpiresAt",
  "purchaseOrderNanos",
  "purchaseOrderSince",
  "endsAt",
] as const satisfies readonly (keyof Contract)[];

/** Terms as an operator types them; left out, a term stays as it is. Money in dollars, days as "2027-03-31", the last included. */
export type ContractInput = {
  readonly [Term in Exclude<keyof Contract, "purchaseOrderSince">]?: Contract[Term] extends boolean
    ? boolean | undefined
    : string | undefined;
};

export type ReadContract =
  | { readonly isValid: true; readonly contract: Contract }
  /** Each says which term, and what to give instead. */
  | { readonly isValid: false; readonly problems: readonly string[] };

const HIGHEST_MONTHLY_NANOS = 10_000_000n * NANOS_PER_DOLLAR;
const DAY_MS = 86_400_000;

/** `usual` is what a contract has where it was never said; without one it must be said once. */
const WHOLE_NUMBERS: Record<
  "seats" | "sessionsPerMonth" | "requestsPerMinute" | "maxConcurrentRequests" | "netDays",
  { min: number; max: number; what: string; usual?: number }
> = {
  seats: { min: 1, max: 100_000, what: "seats" },
  sessionsPerMonth: { min: 0, max: 1_000_000, what: "sessions a month", usual: 0 },
  requestsPerMinute: { min: 1, max: 1_000_000, what: "requests per minute and key" },
  maxConcurrentRequests: { min: 1, max: 100_000, what: "concurrent requests" },
  netDays: { min: 1, max: 365, what: "days until an invoice is due", usual: 30 },
};

/** The terms that follow from the present ones (null: there is no contract yet) and what was typed. */
export function readContract(present: Contract | null, input: ContractInput, now: Date): ReadContract {
  const problems: string[] = [];
  const note = (problem: string) => {
    problems.push(problem);
    return null;
  };
  const dollars = (term: "monthlyNanos" | "includedInferenceNanos", what: string) => {
    const text = input[term];
    return text === undefined ? (present?.[term] ?? note(`Say ${what}, in dollars.`)) : readDollars(text, what, note);
  };
  const whole = (term: keyof typeof WHOLE_NUMBERS) => {
    const text = input[term];
    const { usual, what } = WHOLE_NUMBERS[term];
    if (text !== undefined) return readWhole(text, term, note);
    return present?.[term] ?? usual ?? note(`Say the number of ${what}.`);
  };
  const contract = {
    monthlyNanos: dollars("monthlyNanos", "what a month costs"),
    seats: whole("seats"),
    includedInferenceNanos: dollars("includedInferenceNanos", "the inference that is included in a month"),
    sessionsPerMonth: whole("sessionsPerMonth"),
    requestsPerMinute: whole("requestsPerMinute"),
    maxConcurrentRequests: whole("maxConcurrentRequests"),
    netDays: whole("netDays"),
    isPostpaid: input.isPostpaid ?? present?.isPostpaid ?? false,
    requiresPurchaseOrder: input.requiresPurchaseOrder ?? present?.requiresPurchaseOrder ?? false,
    ...readPurchaseOrder(present, input, { now, note }),
    endsAt: readEnd(present, input, { now, note }),
  };
  if (contract.requiresPurchaseOrder && !contract.purchaseOrderNumber) {
    note("The contract requires a purchase order: say its number too.");
  }
  // Whatever could not be read has left a problem.
  return problems.length > 0 ? { isValid: false, problems } : { isValid: true, contract: contract as Contract };
}

/** Keeps what is wrong with a term. */
export type Note = (problem: string) => null;

function readDollars(text: string, what: string, note: Note): Nanos | null {
  const nanos = parseDollars(text);
  if (nanos !== null && nanos < 0n) return note(`"${text}" is negative: give ${what} as $0 or more.`);
  if (nanos === null || nanos % NANOS_PER_CENT !== 0n) {
    return note(`"${text}" is not ${what}: give dollars in whole cents, such as 12,000 or 12000.50.`);
  }
  return nanos <= HIGHEST_MONTHLY_NANOS ? nanos : note(`"${text}" is more than $10,000,000: check ${what}.`);
}

function readWhole(text: string, term: keyof typeof WHOLE_NUMBERS, note: Note): number | null {
  const { min, max, what } = WHOLE_NUMBERS[term];
  const value = /^(\d{1,9}|[1-9]\d{0,2}(,\d{3}){1,2})$/.test(text) ? Number(text.replaceAll(",", "")) : -1;
  return value >= min && value <= max ? value : note(`"${text}" is not a number of ${what}: give ${min} to ${max}.`);
}

/** A contract that has ended goes on only where a new end is said. */
function readEnd(
  present: Contract | null,
  { endsAt: text }: ContractInput,
  { now, note }: { now: Date; note: Note },
): Date | null {
  if (text === "") return null;
  const endsAt = text === undefined ? (present?.endsAt ?? null) : endOfDay(text);
  if (text !== undefined && !endsAt)
    return note(`"${text}" is no day: give the contract's last one, such as 2027-12-31.`);
  if (!endsAt || endsAt > now) return endsAt;
  const lastDay = formatUtcDay(new Date(endsAt.getTime() - DAY_MS));
  return note(
    text === undefined
      ? `The contract ended with ${lastDay}: say its new last day.`
      : `${lastDay} is over: give a last day from today on.`,
  );
}

/** The instant at which a day is over; null when there is no such day. */
function endOfDay(text: string): Date | null {
  const day = parseUtcDay(text);
  return day && new Date(day.getTime() + DAY_MS);
}

/** Whether two contracts say the same. */
export function isSameContract(one: Contract, other: Contract): boolean {
  return CONTRACT_TERMS.every((term) => textOf(one[term]) === textOf(other[term]));
}

const textOf = (value: Contract[keyof Contract]) => (value instanceof Date ? value.toISOString() : String(value));

/** What Stripe has to know of a contract, as text to compare. */
export function billedTerms({ monthlyNanos, netDays, purchaseOrderNumber }: Contract): string {
  return [monthlyNanos, netDays, purchaseOrderNumber ?? ""].join("/");
}
