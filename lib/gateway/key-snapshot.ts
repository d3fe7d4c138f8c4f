import { type DeploymentMode, type PlanId, parsePlanId } from "#lib/domain/catalog/plans.ts";
import { type ContractTerms, type GatewayTerms, gatewayTerms } from "#lib/domain/gateway-terms.ts";
import type { WorkspacePriceVersion } from "#lib/domain/usage/workspace-price.ts";
import type { Pool } from "#lib/platform/postgres.ts";
import { WORKSPACE_PRICES, type WorkspacePriceRow, workspacePrices } from "./workspace-prices.ts";

export type DeploymentSnapshot = {
  readonly deploymentId: string;
  readonly modelId: string;
  readonly mode: DeploymentMode;
  readonly state: "provisioning" | "active" | "scaling" | "stopped" | "failed";
  readonly upstreamUrl: string | null;
  readonly maxReplicas: number;
  /** When it was made, in Unix seconds. */
  readonly createdAtSeconds: number;
};

/** All that the gateway must know of a key to serve its requests. */
export type KeySnapshot = {
  readonly workspaceId: string;
  /** The workspace's address in the console. */
  readonly slug: string;
  readonly plan: PlanId;
  /** Null where the plan gives no access, or its bounds are left to a contract that is missing. */
  readonly terms: GatewayTerms | null;
  /** Since when a due payment of the workspace has been missing. */
  readonly pastDueSince?: Date | null;
  /** That its grace was over when the request came. */
  readonly isOverdue?: true;
  readonly apiKeyId: string;
  readonly memberId: string;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  /** That the member who created it has no seat. */
  readonly isSuspended?: true;
  /** Active before Flex: where a model is deployed in both, the reserved replicas serve first. */
  readonly deployments: readonly DeploymentSnapshot[];
  /** The prices that the workspace has instead of the list's, in the order in which they were written. */
  readonly ownPrices?: readonly WorkspacePriceVersion[];
};

const READ_KEY = `
  SELECT
    api_keys.workspace_id, api_keys.api_key_id, api_keys.created_by_user_id, api_keys.requests_per_minute,
    workspaces.plan, workspace_slugs.slug,
    least(api_keys.expires_at, api_key_secrets.expires_at) AS expires_at, api_keys.revoked_at,
    members.suspended_at IS NOT NULL AS is_suspended,
    (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
        'deploymentId', deployment_id, 'modelId', model_id, 'mode', mode, 'state', state, 'upstreamUrl', upstream_url,
        'maxReplicas', max_replicas, 'createdAtSeconds', floor(extract(epoch FROM created_at))::bigint
      ) ORDER BY mode DESC, created_at), '[]')
      FROM deployments WHERE deployments.workspace_id = api_keys.workspace_id
    ) AS deployments,
    (${WORKSPACE_PRICES}) AS own_prices,
    (
      SELECT jsonb_build_object(
        'requestsPerMinute', contracts.requests_per_minute, 'maxConcurrentRequests', max_concurrent_requests,
        'isPostpaid', is_postpaid
      )
      FROM contracts WHERE contracts.workspace_id = api_keys.workspace_id
    ) AS contract,
    (SELECT past_due_since FROM billing_accounts WHERE billing_accounts.workspace_id = api_keys.workspace_id) AS past_due_since
  FROM api_key_secrets
  JOIN api_keys USING (workspace_id, api_key_id)
  JOIN workspaces USING (workspace_id)
  JOIN workspace_slugs USING (workspace_id)
  LEFT JOIN members ON members.workspace_id = api_keys.workspace_id AND members.user_id = api_keys.created_by_user_id
  WHERE api_key_secrets.secret_hash = $1`;

type KeyRow = {
  workspace_id: string;
  api_key_id: string;
  created_by_user_id: string;
  requests_per_minute: number | null;
  plan: string;
  slug: string;
  expires_at: Date | null;
  revoked_at: Date | null;
  is_suspended: boolean;
  deployments: DeploymentSnapshot[];
  own_prices: WorkspacePriceRow[] | null;
  contract: ContractTerms | null;
  past_due_since: Date | null;
};

/** Reads a key by the SHA-256 (hex) of its secret, with its workspace's plan and deployments; null when there is none. */
export async function readKeySnapshot(pool: Pool, secretHash: string): Promise<KeySnapshot | null> {
  const { rows } = await pool.query<KeyRow>({ name: "read_key", text: READ_KEY, values: [secretHash] });
  const row = rows[0];
  const plan = row ? parsePlanId(row.plan) : null;
  if (!row || !plan) return null;
  return {
    workspaceId: row.workspace_id,
    slug: row.slug,
    plan,
    terms: gatewayTerms(plan, row.contract, row.requests_per_minute),
    pastDueSince: row.past_due_since,
    apiKeyId: row.api_key_id,
    memberId: row.created_by_user_id,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    ...(row.is_suspended && { isSuspended: true }),
    deployments: row.deployments,
    ...(row.own_prices && { ownPrices: workspacePrices(row.own_prices) }),
  };
}
