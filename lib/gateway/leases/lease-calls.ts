import type { Nanos } from "#lib/domain/money.ts";
import type { AdmissionRequest } from "#lib/gateway/admission.ts";
import type { Queryable } from "#lib/platform/postgres.ts";
import type { LeaseAddition } from "./lease.ts";

/** What is wanted of a lease beyond what it has: room for so many requests of its class. */
export type WantedLease = {
  readonly leaseId: string;
  readonly isRenewal: boolean;
  readonly sample: AdmissionRequest;
  /** Below so many nano-dollars a new lease is of no use. */
  readonly leastNanos: Nanos;
  readonly nanos: Nanos;
  readonly places: number;
  readonly requests: number;
};

/** `scarce`: there is too little room beside it for a lease. `gone`: it was to be renewed and is not there. */
export type TakenLease = ({ readonly state: "held" } & LeaseAddition) | { readonly state: "scarce" | "gone" };

type TakenRow = {
  lease_id: string;
  state: TakenLease["state"];
  added_nanos: bigint;
  added_places: number;
  added_requests: number;
  rate_level_micros: bigint;
  rate_drained_at_micros: bigint;
};

/** Takes and renews leases at once, where there is plenty of room. @returns what each was given, by the id of the lease */
export async function takeLeases(
  database: Queryable,
  wanted: readonly WantedLease[],
  ownerId: string,
): Promise<Map<string, TakenLease>> {
  const { rows } = await database.query<TakenRow>({
    name: "take_leases",
    text: "SELECT * FROM take_leases($1::text[], $2::jsonb, $3::uuid)",
    values: [workspacesOf(wanted.map(({ sample }) => sample)), JSON.stringify(wanted.map(wantedRow)), ownerId],
  });
  return new Map(rows.map((row) => [row.lease_id, toTaken(row)]));
}

function wantedRow({ leaseId, isRenewal, sample, leastNanos, nanos, places, requests }: WantedLease) {
  return {
    lease_id: leaseId,
    is_renewal: isRenewal,
    workspace_id: sample.workspaceId,
    period_key: sample.periodKey,
    api_key_id: sample.apiKeyId,
    member_id: sample.memberId,
    deployment_id: sample.deploymentId,
    model_id: sample.modelId,
    price_version_id: sample.priceVersionId,
    account: sample.account,
    least_nanos: leastNanos.toString(),
    nanos: nanos.toString(),
    places,
    requests,
    requests_per_minute: sample.requestsPerMinute,
    max_concurrent: sample.maxConcurrent,
    deployment_capacity: sample.deploymentCapacity,
  };
}

function toTaken(row: TakenRow): TakenLease {
  if (row.state !== "held") return { state: row.state };
  return {
    state: "held",
    nanos: row.added_nanos,
    places: row.added_places,
    requests: row.added_requests,
    rateLevelMs: Number(row.rate_level_micros) / 1_000,
    rateDrainedAtMs: Number(row.rate_drained_at_micros / 1_000n),
  };
}

/** Requests of a lease that are to have holds of their own, and whether the lease itself is given back. */
export type CarvedLease = {
  readonly workspaceId: string;
  readonly leaseId: string;
  readonly isClosing: boolean;
  /** What of the key's rate is given back with it, in microseconds of its bucket. */
  readonly unusedMicros: number;
  readonly requests: readonly { readonly request: AdmissionRequest; readonly heldNanos: Nanos }[];
};

/** `lost`: the lease is gone, and with it what was held for the request. */
export type CarvedState = "held" | "ended" | "lost";

/**
 * Gives requests holds of their own, out of their leases, and gives back the leases that are to close. It may be repeated.
 * @returns what became of each request, by its id
 */
export async function carveLeases(
  database: Queryable,
  leases: readonly CarvedLease[],
): Promise<Map<string, CarvedState>> {
  const { rows } = await database.query<{ carved_request_id: string; state: CarvedState }>({
    name: "carve_leases",
    text: "SELECT * FROM carve_leases($1::text[], $2::jsonb)",
    values: [workspacesOf(leases), JSON.stringify(leases.map(carvedRow))],
  });
  return new Map(rows.map((row) => [row.carved_request_id, row.state]));
}

function carvedRow({ workspaceId, leaseId, isClosing, unusedMicros, requests }: CarvedLease) {
  return {
    workspace_id: workspaceId,
    lease_id: leaseId,
    is_closing: isClosing,
    unused_micros: unusedMicros,
    requests: requests.map(({ request, heldNanos }) => ({
      request_id: request.requestId,
      price_version_id: request.priceVersionId,
      route: request.route,
      is_streamed: request.isStreamed,
      amount_nanos: heldNanos.toString(),
      placed_at: request.placedAt.toISOString(),
      expires_at: request.expiresAt.toISOString(),
    })),
  };
}

/** Asks every process to give back its leases of some workspaces. @returns those of which there are any */
export async function recallLeases(database: Queryable, workspaceIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await database.query<{ workspace_id: string }>({
    name: "recall_leases",
    text: "SELECT recall_leases($1::text[]) AS workspace_id",
    values: [[...new Set(workspaceIds)]],
  });
  return new Set(rows.map((row) => row.workspace_id));
}

function workspacesOf(list: readonly { readonly workspaceId: string }[]): string[] {
  return [...new Set(list.map(({ workspaceId }) => workspaceId))];
}
