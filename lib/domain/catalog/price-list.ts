import type { DeploymentMode } from "#lib/domain/catalog/plans.ts";
import type { TokenRates } from "#lib/domain/usage/price-usage.ts";

/** One publication of list prices. Append a new one to change a price; published ones are never edited. */
export type PriceList = {
  readonly id: string;
  readonly effectiveAt: string;
  readonly rates: Readonly<Record<string, Readonly<Record<DeploymentMode, TokenRates>>>>;
};

/** Nano-dollars per token: $1 per 1M tokens is 1,000. */
const rates = (inputNanos: bigint, cachedInputNanos: bigint | null, outputNanos: bigint): TokenRates => ({
  inputNanos,
  cachedInputNanos,
  outputNanos,
});

export const PRICE_LISTS: readonly PriceList[] = [
  {
    id: "2026-01",
    effectiveAt: "2026-01-01T00:00:00.000Z",
    rates: {
      "nemotron-3.5-lightning-30b": { flex: rates(50n, 10n, 150n), active: rates(37n, 7n, 112n) },
      "qwen3.8-27b": { flex: rates(100n, 10n, 400n), active: rates(75n, 7n, 300n) },
      "glm-5.3-flash": { flex: rates(110n, 30n, 450n), active: rates(82n, 22n, 337n) },
      "deepseek-v4.1-flash": { flex: rates(140n, 30n, 580n), active: rates(105n, 22n, 435n) },
      "deepseek-v4-pro": { flex: rates(600n, 30n, 1_900n), active: rates(450n, 22n, 1_425n) },
      "qwen3.8-2.4t-a95b": { flex: rates(2_000n, 200n, 6_000n), active: rates(1_500n, 150n, 4_500n) },
      "llama-3.3-70b": { flex: rates(130n, null, 400n), active: rates(97n, null, 300n) },
      "gpt-oss-120b": { flex: rates(150n, null, 600n), active: rates(112n, null, 450n) },
      "bge-large-en-v1.5": { flex: rates(16n, null, 0n), active: rates(12n, null, 0n) },
    },
  },
];
