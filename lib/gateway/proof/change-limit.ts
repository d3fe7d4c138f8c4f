import type { Nanos } from "#lib/domain/money.ts";
import type { LimitState } from "#lib/gateway/admission.ts";
import type { Queryable } from "#lib/platform/postgres.ts";

export type LimitPlace = {
  readonly workspaceId: string;
  readonly scope: LimitState["scope"];
  readonly scopeId: string;
};

/** Sets a limit as the console does. Give it a connection with a transaction open, which takes the lock of the money. */
export async function setLimit(database: Queryable, place: LimitPlace, limitNanos: Nanos): Promise<void> {
  await database.query("SELECT lock_funds(ARRAY[$1])", [place.workspaceId]);
  await database.query(
    `INSERT INTO spend_limits (workspace_id, scope, scope_id, limit_nanos, has_pace_alert, updated_at)
    VALUES ($1, $2, $3, $4, false, now())
    ON CONFLICT (workspace_id, scope, scope_id) DO UPDATE SET limit_nanos = excluded.limit_nanos`,
    [place.workspaceId, place.scope, place.scopeId, limitNanos],
  );
}

/** Removes a limit as the console does: with its counters, which are derived anew when there is a limit again. */
export async function removeLimit(database: Queryable, place: LimitPlace): Promise<void> {
  const key = [place.workspaceId, place.scope, place.scopeId];
  await database.query("SELECT lock_funds(ARRAY[$1])", [place.workspaceId]);
  for (const table of ["spend_limits", "scope_spending"]) {
    await database.query(`DELETE FROM ${table} WHERE workspace_id = $1 AND scope = $2 AND scope_id = $3`, key);
  }
}
