import type { DeploymentMode } from "#lib/domain/catalog/plans.ts";
import type { Nanos } from "#lib/domain/money.ts";
import type { TokenRates } from "./price-usage.ts";
import { findPriceVersion, type PriceVersion } from "./price-version.ts";
import { findWorkspacePrice, type WorkspacePriceVersion } from "./workspace-price.ts";

export type TokenClass = "input" | "cachedInput" | "output";

/** The rates that one day's usage was billed at, in which mode, and the list's beside them. */
export type DayPrices = {
  readonly mode: DeploymentMode;
  readonly billed: TokenRates;
  readonly list: TokenRates | null;
};

type PricedDay = {
  readonly utcDay: Date;
  readonly modelId: string;
  /** The deployment's mode now, which may have been another one then; null where it is not known. */
  readonly modeNow: DeploymentMode | null;
  readonly tokens: Readonly<Record<TokenClass, number>>;
  readonly nanos: Readonly<Record<TokenClass, Nanos>>;
};

const DAY_MS = 86_400_000;
const MODES = ["flex", "active"] as const;

/**
 * The prices of a UTC day's usage, found by what was billed: tokens times rates has to be exactly that. Null where no
 * one price gives it: a price or the deployment's mode changed during the day.
 */
export function dayPrices(
  { own, list }: { own: readonly WorkspacePriceVersion[]; list: readonly PriceVersion[] },
  day: PricedDay,
): DayPrices | null {
  const fits = MODES.flatMap((mode): DayPrices[] => {
    const wanted = { modelId: day.modelId, mode, at: day.utcDay };
    const billed = findWorkspacePrice(own, list, wanted);
    const hasChanged = [...own, ...list].some((version) => startsDuring(version, wanted));
    if (!billed || hasChanged || !isBilledAt(billed.rates, day)) return [];
    return [{ mode, billed: billed.rates, list: findPriceVersion(list, wanted)?.rates ?? null }];
  });
  return fits.find(({ mode }) => mode === day.modeNow) ?? (fits.length === 1 ? (fits[0] ?? null) : null);
}

/** Nano-dollars for a token of a class. */
export function rateOf(rates: TokenRates, tokenClass: TokenClass): Nanos {
  if (tokenClass === "output") return rates.outputNanos;
  return tokenClass === "cachedInput" ? (rates.cachedInputNanos ?? rates.inputNanos) : rates.inputNanos;
}

function startsDuring(
  { modelId, mode, effectiveAt }: Omit<PriceVersion, "rates">,
  wanted: { modelId: string; mode: DeploymentMode; at: Date },
): boolean {
  const sinceMs = effectiveAt.getTime() - wanted.at.getTime();
  return modelId === wanted.modelId && mode === wanted.mode && sinceMs > 0 && sinceMs < DAY_MS;
}

function isBilledAt(rates: TokenRates, { tokens, nanos }: PricedDay): boolean {
  return (["input", "cachedInput", "output"] as const).every(
    (tokenClass) => BigInt(tokens[tokenClass]) * rateOf(rates, tokenClass) === nanos[tokenClass],
  );
}
