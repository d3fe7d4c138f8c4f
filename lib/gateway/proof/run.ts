import type { Nanos } from "#lib/domain/money.ts";
import type { AdmissionRequest } from "#lib/gateway/admission.ts";
import type { Pool, Queryable } from "#lib/platform/postgres.ts";
import type { SpendingModel } from "./spending-model.ts";

export type Side = 0 | 1;
type Terms = Pick<
  AdmissionRequest,
  "deploymentId" | "account" | "inputNanos" | "tokenNanos" | "minTokens" | "maxConcurrent" | "deploymentCapacity"
>;
export type Wanted = Terms & {
  readonly side: Side;
  readonly key: Side;
  readonly at: Date;
  readonly moreTokens: number;
};
/** A request that a caller has open, and what is held for it. */
export type Open = { readonly request: AdmissionRequest; readonly amountNanos: Nanos };

/** Two workspaces that callers work on at once, and a model of each. */
export type Run = {
  readonly pool: Pool;
  readonly sides: readonly [string, string];
  readonly models: ReadonlyMap<string, SpendingModel>;
  /** Every transaction, with its place in the order in which they really happened. */
  readonly happened: { readonly place: bigint; readonly check: () => void }[];
  readonly ended: AdmissionRequest[];
  /** How often each verdict was given. */
  readonly verdicts: Map<string, number>;
  /** Appends to the ledger. @returns the place that its transaction drew */
  addCredits(workspaceId: string, kind: "grant" | "dispute", amountNanos: Nanos): Promise<bigint>;
};

/** What draws a transaction's place. It holds the lock of the money then, so that places are in the order of the changes. */
const DRAW_PLACE = "SELECT nextval('proof_order') AS place";

/** Does something in a transaction, of which the model is asked in the end. */
export async function transact<T>(
  run: Run,
  change: (client: Queryable) => Promise<T>,
  check: (result: T) => void,
): Promise<T> {
  const client = await run.pool.connect();
  try {
    await client.query("BEGIN");
    const result = await change(client);
    const { rows } = await client.query<{ place: bigint }>(DRAW_PLACE);
    await client.query("COMMIT");
    run.happened.push({ place: rows[0]?.place ?? 0n, check: () => check(result) });
    return result;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

export function holderOf({ sides }: Run, side: Side, key: Side) {
  return { workspaceId: sides[side], apiKeyId: `key_${key}`, ownerId: `user_${key}` };
}

export function modelOf({ models }: Run, workspaceId: string): SpendingModel {
  const model = models.get(workspaceId);
  if (!model) throw new Error("A run knows its two workspaces");
  return model;
}
