import type { DeploymentMode } from "#lib/domain/catalog/plans.ts";
import type { WorkspacePriceVersion } from "#lib/domain/usage/workspace-price.ts";

/** A version as the key's query gives it: bigints as text, because JSON's numbers do not hold all of them. */
export type WorkspacePriceRow = {
  readonly id: string;
  readonly modelId: string;
  readonly mode: DeploymentMode;
  readonly effectiveAtMs: number;
  readonly inputNanos: string | null;
  readonly cachedInputNanos: string | null;
  readonly outputNanos: string | null;
};

/** The workspace's own price versions in the order in which they were written, as SQL that needs `api_keys` beside it. */
export const WORKSPACE_PRICES = `
  SELECT jsonb_agg(jsonb_build_object(
    'id', price_version_id, 'modelId', model_id, 'mode', mode,
    'effectiveAtMs', (extract(epoch FROM effective_at) * 1000)::bigint, 'inputNanos', input_nanos::text,
    'cachedInputNanos', cached_input_nanos::text, 'outputNanos', output_nanos::text
  ) ORDER BY created_at, price_version_id)
  FROM workspace_price_versions WHERE workspace_price_versions.workspace_id = api_keys.workspace_id`;

export function workspacePrices(rows: readonly WorkspacePriceRow[]): WorkspacePriceVersion[] {
  return rows.map(({ id, modelId, mode, effectiveAtMs, inputNanos, cachedInputNanos, outputNanos }) => ({
    id,
    modelId,
    mode,
    effectiveAt: new Date(effectiveAtMs),
    rates:
      inputNanos === null || outputNanos === null
        ? null
        : {
            inputNanos: BigInt(inputNanos),
            cachedInputNanos: cachedInputNanos === null ? null : BigInt(cachedInputNanos),
            outputNanos: BigInt(outputNanos),
          },
  }));
}
