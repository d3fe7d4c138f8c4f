import type { RatesSet } from "#lib/commands/set-token-rates.ts";
import type { DeploymentMode } from "#lib/domain/catalog/plans.ts";
import type { TokenRates } from "#lib/domain/usage/price-usage.ts";
import { formatRatePerMillion } from "#lib/domain/usage/rate-per-million.ts";
import type { RatesAhead } from "#lib/domain/usage/rates-ahead.ts";

const CLASSES = [
  ["Input", ({ inputNanos }: TokenRates) => inputNanos],
  ["Cached input", ({ inputNanos, cachedInputNanos }: TokenRates) => cachedInputNanos ?? inputNanos],
  ["Output", ({ outputNanos }: TokenRates) => outputNanos],
] as const;

/** "1 Jan 2027, 00:00:00 UTC" in ISO order, to the second. */
const instant = (at: Date) => `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;

/** What setting rates changed, each class old → new with its distance from the list. */
export function ratesSetText(
  what: { slug: string; modelId: string; mode: DeploymentMode; isList: boolean },
  { hasChanged, before, wasList, after, list, effectiveAt, nextAt }: RatesSet,
): string {
  const title = `${what.modelId} in ${what.mode} mode for ${what.slug}, dollars per 1M tokens`;
  const wide = Math.max(...CLASSES.map(([name]) => name.length));
  const rows = CLASSES.map(([name, of]) => {
    const [old, now] = [formatRatePerMillion(of(before)), formatRatePerMillion(of(after))];
    const change = old === now ? now : `${old} → ${now}`;
    return `  ${name.padEnd(wide)}  ${change}${distance(of(after), of(list))}`;
  });
  const was = `${wasList ? "the list's rates" : "rates of its own"}`;
  const lead = hasChanged
    ? `From ${instant(effectiveAt)} on ${what.isList ? "the list counts again" : "these rates count"}, instead of ${was}. ` +
      "What was used before keeps its price."
    : `Nothing had to be changed: these rates are in force at ${instant(effectiveAt)} already.`;
  const later = nextAt ? [`From ${instant(nextAt)} on other rates count, which were set earlier: see list-rates.`] : [];
  return [title, ...rows, "", lead, ...later].join("\n");
}

/** "  (20.0% below the list's $0.10)"; nothing where it is the same. */
function distance(nanos: bigint, listNanos: bigint): string {
  if (nanos === listNanos) return "";
  const side = nanos < listNanos ? "below" : "above";
  const tenths =
    listNanos === 0n ? null : ((nanos < listNanos ? listNanos - nanos : nanos - listNanos) * 1_000n) / listNanos;
  const percent = tenths === null ? "" : `${tenths / 10n}.${tenths % 10n}% `;
  return `  (${percent}${side} the list's ${formatRatePerMillion(listNanos)})`;
}

/** Every model and mode with a price: what is in force in a workspace now, and what is set for later. */
export function ratesText(slug: string, ahead: readonly RatesAhead[]): string {
  const rows = [
    ["MODEL", "MODE", "INPUT", "CACHED", "OUTPUT", "PRICE"],
    ...ahead.map(({ modelId, mode, rates, isOwn, from }) => [
      modelId,
      mode,
      ...CLASSES.map(([, of]) => formatRatePerMillion(of(rates))),
      `${isOwn ? "own" : "list"}${from ? ` from ${instant(from)}` : ""}`,
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [`Rates of ${slug} in dollars per 1M tokens`, ...lines].join("\n");
}
