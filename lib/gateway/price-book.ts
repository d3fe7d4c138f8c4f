import type { DeploymentMode } from "#lib/domain/catalog/plans.ts";
import type { PriceVersion } from "#lib/domain/usage/price-version.ts";
import { findWorkspacePrice, type WorkspacePriceVersion } from "#lib/domain/usage/workspace-price.ts";
import type { Pool } from "#lib/platform/postgres.ts";

const FRESH_MS = 3_000;

/** The list prices this process charges by, kept current by notification and by a short expiry. */
export type PriceBook = {
  /**
   * The version in force for a workspace, its own before the list's, or null when the model has no price. `own` comes
   * with the workspace's key. Rejects when the store is away.
   */
  find(wanted: WantedPrice): Promise<PriceVersion | null>;
  forgetAll(): void;
};

export type WantedPrice = {
  readonly modelId: string;
  readonly mode: DeploymentMode;
  readonly at: Date;
  readonly own: readonly WorkspacePriceVersion[];
};

type PriceRow = {
  price_version_id: string;
  model_id: string;
  mode: DeploymentMode;
  effective_at: Date;
  input_nanos: bigint;
  cached_input_nanos: bigint | null;
  output_nanos: bigint;
};

/** Remembers the prices for a short time; `nowMs` only ever grows. */
export function createPriceBook(options: { read: () => Promise<PriceVersion[]>; nowMs: () => number }): PriceBook {
  let book: { byModel: Promise<Map<string, PriceVersion[]>>; loadedAtMs: number } | null = null;

  const current = () => {
    if (book && options.nowMs() - book.loadedAtMs < FRESH_MS) return book.byModel;
    const loading = { byModel: options.read().then(groupByModel), loadedAtMs: options.nowMs() };
    book = loading;
    loading.byModel.catch(() => {
      if (book === loading) book = null;
    });
    return loading.byModel;
  };

  return {
    async find(wanted) {
      const byModel = await current();
      return findWorkspacePrice(wanted.own, byModel.get(wanted.modelId) ?? [], wanted);
    },
    forgetAll() {
      book = null;
    },
  };
}

/** Every published price version, rates in nano-dollars per token. */
export async function readPriceVersions(pool: Pool): Promise<PriceVersion[]> {
  const { rows } = await pool.query<PriceRow>({
    name: "read_prices",
    text: "SELECT price_version_id, model_id, mode, effective_at, input_nanos, cached_input_nanos, output_nanos FROM price_versions",
  });
  return rows.map((row) => ({
    id: row.price_version_id,
    modelId: row.model_id,
    mode: row.mode,
    effectiveAt: row.effective_at,
    rates: { inputNanos: row.input_nanos, cachedInputNanos: row.cached_input_nanos, outputNanos: row.output_nanos },
  }));
}

function groupByModel(versions: readonly PriceVersion[]): Map<string, PriceVersion[]> {
  return Map.groupBy(versions, (version) => version.modelId);
}
