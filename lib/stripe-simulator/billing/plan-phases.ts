import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { invalidRequest, parameterMissing } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { addMonth } from "./add-month.ts";
import type { CollectionMethod, Phase, ProrationBehavior, Terms } from "./billing-objects.ts";
import { type ItemParams, termsFromParams } from "./terms-from-params.ts";

const MAX_PHASES = 10;

const DAYS = { day: 86_400, week: 604_800 } as const;

export type PhaseParams = {
  items: ItemParams[];
  start_date?: number | string;
  end_date?: number | string;
  duration?: { interval: string; interval_count?: number };
  proration_behavior?: ProrationBehavior;
  metadata?: Parameters<typeof mergeMetadata>[1];
  collection_method?: CollectionMethod;
  default_payment_method?: string;
};

/** The phases of a request one after another. `firstStart` is where the first begins unless it says so itself. */
export function planPhases(
  account: Account,
  params: readonly PhaseParams[],
  moment: { now: number; firstStart: number | null },
): Phase[] {
  if (params.length === 0) throw parameterMissing("phases");
  if (params.length > MAX_PHASES) {
    throw invalidRequest(`A subscription schedule can have at most ${MAX_PHASES} current and future phases.`, {
      param: "phases",
    });
  }
  const phases: Phase[] = [];
  for (const [index, given] of params.entries()) {
    const due = phases.at(-1)?.end_date ?? moment.firstStart;
    const start = dateOf(given.start_date, moment.now) ?? due;
    if (start === null) throw parameterMissing(`phases[${index}][start_date]`);
    if (phases.length > 0 && start !== due) {
      throw invalidRequest("Each phase must start when the one before it ends.", {
        param: `phases[${index}][start_date]`,
      });
    }
    phases.push(phaseOf(account, given, { index, start, now: moment.now }));
  }
  return phases;
}

/** A phase as Stripe shows it. */
export function newPhase(fields: {
  terms: Terms;
  start: number;
  end: number;
  metadata: Record<string, string>;
  prorationBehavior?: ProrationBehavior;
}): Phase {
  const { price, quantity } = fields.terms;
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    currency: price.currency,
    default_payment_method: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    end_date: fields.end,
    invoice_settings: null,
    items: [
      {
        billing_thresholds: null,
        discounts: [],
        metadata: {},
        plan: price.id,
        price: price.id,
        quantity,
        tax_rates: [],
      },
    ],
    metadata: fields.metadata,
    on_behalf_of: null,
    proration_behavior: fields.prorationBehavior ?? "create_prorations",
    start_date: fields.start,
    transfer_data: null,
    trial_end: null,
  };
}

function phaseOf(
  account: Account,
  given: PhaseParams,
  { index, start, now }: { index: number; start: number; now: number },
): Phase {
  const terms = termsFromParams(account, given.items);
  const end = dateOf(given.end_date, now) ?? endAfter(start, given.duration ?? intervalOf(terms));
  if (end <= start) {
    throw invalidRequest("The end date of a phase must be after its start date.", {
      param: `phases[${index}][end_date]`,
    });
  }
  return {
    ...newPhase({
      terms,
      start,
      end,
      metadata: mergeMetadata({}, given.metadata),
      prorationBehavior: given.proration_behavior,
    }),
    collection_method: given.collection_method ?? null,
    default_payment_method: given.default_payment_method ?? null,
  };
}

function intervalOf({ price }: Terms): { interval: string; interval_count: number } {
  return { interval: price.recurring?.interval ?? "month", interval_count: price.recurring?.interval_count ?? 1 };
}

function endAfter(start: number, duration: { interval: string; interval_count?: number }): number {
  const { interval, interval_count: count = 1 } = duration;
  if (interval === "day" || interval === "week") return start + count * DAYS[interval];
  return addMonth(start, interval === "year" ? 12 * count : count);
}

function dateOf(given: number | string | undefined, now: number): number | null {
  if (given === undefined) return null;
  return given === "now" ? now : Number(given);
}
