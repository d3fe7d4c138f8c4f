import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import { type Nanos, toExactDollars } from "#lib/domain/money.ts";
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
  readonly tokens: Readonly<Record<TokenClass, number>>;
  readonly nanos: Readonly<Record<TokenClass, Nanos>>;
  readonly includedNanos: Nanos;
};

type TokenClass = "input" | "cachedInput" | "output";

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
 * purchases of prepaid credits, which pay for them, are not among them, so nothing is counted twice.
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
  const unitPrice = unitPriceOf(nanos, tokens);
  return {
    ...costs(toExactDollars(nanos)),
    ChargeCategory: "Usage",
    ChargeDescription: `${CLASSES[tokenClass]} of ${usage.modelName}`,
    ConsumedQuantity: tokens,
    ConsumedUnit: "Tokens",
    ...(unitPrice !== null && {
      ContractedUnitPrice: unitPrice,
      ListUnitPrice: unitPrice,
      PricingCurrencyContractedUnitPrice: unitPrice,
      PricingCurrencyListUnitPrice: unitPrice,
    }),
    PricingCategory: "Standard",
    PricingQuantity: tokens,
    PricingUnit: "Tokens",
    SkuMeter: CLASSES[tokenClass],
    SkuPriceId: `${usage.modelId}/${tokenClass}`,
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

/** Null on a day on which the price changed: quantity times a unit price has to be the cost. */
function unitPriceOf(nanos: Nanos, tokens: number): string | null {
  return nanos % BigInt(tokens) === 0n ? toExactDollars(nanos / BigInt(tokens)) : null;
}

function instant(at: Date): string {
  return at.toISOString().replace(".000Z", "Z");
}
