import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import { type Nanos, toExactDollars } from "#lib/domain/money.ts";
import { type DayPrices, rateOf, type TokenClass } from "#lib/domain/usage/day-prices.ts";
import type { FocusRow } from "#lib/domain/usage/focus-columns.ts";

/** A day's usage of one model by one key, member and deployment. Amounts are nano-dollars. */
export type DayUsage = {
  readonly utcDay: Date;
  readonly modelId: string;
  readonly modelName: string;
  readonly apiKeyId: string;
  readonly keyName: string;
  readonly memberId: string;
  readonly memberName: string;
  readonly deploymentId: string;
  readonly deploymentName: string;
  /** Null where no one price was charged. */
  readonly prices: DayPrices | null;
  readonly tokens: Readonly<Record<TokenClass, number>>;
  readonly nanos: Readonly<Record<TokenClass, Nanos>>;
  readonly includedNanos: Nanos;
};

export type FocusParties = {
  readonly workspaceId: string;
  readonly workspaceName: string;
  readonly providerName: string;
  readonly period: BillingPeriod;
};

const DAY_MS = 86_400_000;
const CLASSES = { input: "Input tokens", cachedInput: "Cached input tokens", output: "Output tokens" } as const;

/**
 * A day's usage as charges of FOCUS 1.2: one of usage for each class with tokens, and one credit for what the plan's
 * included inference covers, so that their billed costs add up to what is charged. Costs are told when they arise;
 * purchases of prepaid credits, which pay for them, are not among them, so nothing is counted twice. Contracted prices are
 * those that were billed; where the list's are not known, its cost is the billed one, as FOCUS says for that case.
 */
export function focusRows(usage: DayUsage, parties: FocusParties): FocusRow[] {
  const shared = sharedColumns(usage, parties);
  const rows = (Object.keys(CLASSES) as TokenClass[])
    .filter((tokenClass) => usage.tokens[tokenClass] > 0)
    .map((tokenClass) => ({ ...shared, ...usageColumns(usage, tokenClass) }));
  if (usage.includedNanos === 0n) return rows;
  const credit = toExactDollars(-usage.includedNanos);
  return [
    ...rows,
    {
      ...shared,
      ...costs(credit),
      ChargeCategory: "Credit",
      ChargeDescription: `Included inference of the plan, used for ${usage.modelName}`,
    },
  ];
}

function sharedColumns(usage: DayUsage, { workspaceId, workspaceName, providerName, period }: FocusParties): FocusRow {
  return {
    BillingAccountId: workspaceId,
    BillingAccountName: workspaceName,
    BillingAccountType: "Workspace",
    BillingCurrency: "USD",
    BillingPeriodStart: instant(period.start),
    BillingPeriodEnd: instant(period.end),
    ChargeFrequency: "Usage-Based",
    ChargePeriodStart: instant(usage.utcDay),
    ChargePeriodEnd: instant(new Date(usage.utcDay.getTime() + DAY_MS)),
    InvoiceIssuerName: providerName,
    PricingCurrency: "USD",
    ProviderName: providerName,
    PublisherName: providerName,
    ResourceId: usage.deploymentId,
    ResourceName: usage.deploymentName,
    ResourceType: "Deployment",
    ServiceCategory: "AI and Machine Learning",
    ServiceName: "Inference",
    ServiceSubcategory: "Generative AI",
    SkuId: usage.modelId,
    SubAccountId: usage.apiKeyId,
    SubAccountName: usage.keyName,
    SubAccountType: "API key",
    Tags: JSON.stringify({ member_id: usage.memberId, member: usage.memberName }),
  };
}

function usageColumns(usage: DayUsage, tokenClass: TokenClass): FocusRow {
  const tokens = usage.tokens[tokenClass];
  const nanos = usage.nanos[tokenClass];
  const { prices } = usage;
  const listRate = prices?.list ? rateOf(prices.list, tokenClass) : null;
  const contracted = prices && toExactDollars(rateOf(prices.billed, tokenClass));
  const listed = listRate === null ? null : toExactDollars(listRate);
  return {
    ...costs(toExactDollars(nanos)),
    ...(listRate !== null && { ListCost: toExactDollars(listRate * BigInt(tokens)) }),
    ChargeCategory: "Usage",
    ChargeDescription: `${CLASSES[tokenClass]} of ${usage.modelName}`,
    ConsumedQuantity: tokens,
    ConsumedUnit: "Tokens",
    ...(contracted !== null && {
      ContractedUnitPrice: contracted,
      PricingCurrencyContractedUnitPrice: contracted,
    }),
    ...(listed !== null && { ListUnitPrice: listed, PricingCurrencyListUnitPrice: listed }),
    PricingCategory: "Standard",
    PricingQuantity: tokens,
    PricingUnit: "Tokens",
    SkuMeter: CLASSES[tokenClass],
    SkuPriceId: prices ? `${usage.modelId}/${prices.mode}/${tokenClass}` : `${usage.modelId}/${tokenClass}`,
  };
}

function costs(exact: string): FocusRow {
  return {
    BilledCost: exact,
    ContractedCost: exact,
    EffectiveCost: exact,
    ListCost: exact,
    PricingCurrencyEffectiveCost: exact,
  };
}

function instant(at: Date): string {
  return at.toISOString().replace(".000Z", "Z");
}
