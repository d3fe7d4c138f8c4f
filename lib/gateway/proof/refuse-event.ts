import type { Pool } from "#lib/platform/postgres.ts";

/** Makes the database refuse an event, whatever is in it. @returns how to end that */
export async function refuseEvent(pool: Pool, { requestId }: { requestId: string }): Promise<() => Promise<unknown>> {
  const constraint = `refuse_${requestId.replaceAll("-", "_")}`;
  const change = (text: string) => pool.query(`ALTER TABLE usage_events ${text}`);
  await change(`ADD CONSTRAINT ${constraint} CHECK (request_id <> '${requestId}')`);
  return () => change(`DROP CONSTRAINT ${constraint}`);
}
