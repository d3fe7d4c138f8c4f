import type { ClaimedEvent } from "#lib/gateway/idempotency/claimed-event.ts";
import { NOT_SIMPLE } from "#lib/gateway/settle-rows.ts";
import { newId } from "#lib/platform/ids.ts";
import type { Queryable } from "#lib/platform/postgres.ts";
import { sqlStateOf } from "#lib/platform/sql-state.ts";

/** Events that were noted by one call. */
export type Page = {
  readonly pageId: string;
  /** Rows of usage_events, each with its lease, as a JSON array. */
  readonly text: string;
  readonly events: readonly ClaimedEvent[];
};

/** The term in which a process may note what it admits from leases taken in it; null before it was ever there. */
export async function readTerm(database: Queryable, ownerId: string): Promise<string | null> {
  const { rows } = await database.query<{ term_id: string }>({
    name: "read_term",
    text: "SELECT term_id FROM gateway_processes WHERE process_id = $1::uuid",
    values: [ownerId],
  });
  return rows[0]?.term_id ?? null;
}

/** Makes a page durable. It may be repeated. @returns whether it is: not when the term is over */
export async function notePage(
  database: Queryable,
  by: { readonly ownerId: string; readonly termId: string },
  page: Page,
): Promise<boolean> {
  const { rows } = await database.query<{ is_noted: boolean }>({
    name: "note_page",
    text: "SELECT note_page($1::uuid, $2::uuid, $3::uuid, $4) AS is_noted",
    values: [by.ownerId, by.termId, page.pageId, page.text],
  });
  return rows[0]?.is_noted === true;
}

/** Settles all events of some pages, and takes the pages out of the daybook in the same transaction. It may be repeated. */
export async function postPages(
  database: Queryable,
  pages: readonly Page[],
  { ownerId, settledAt, hasKeyUse }: { ownerId: string; settledAt: Date; hasKeyUse: boolean },
): Promise<void> {
  const values = [
    [...new Set(pages.flatMap(({ events }) => events.map(({ workspaceId }) => workspaceId)))],
    `[${pages.map(({ text }) => text.slice(1, -1)).join()}]`,
    newId("creditEntry", settledAt),
    hasKeyUse,
    ownerId,
    pages.map(({ pageId }) => pageId),
  ];
  const post = (settler: "settle_leased" | "settle_usage") =>
    database.query({
      name: `post_with_${settler}`,
      text: `WITH posted AS (DELETE FROM daybook_pages WHERE owner_id = $5::uuid AND page_id = ANY ($6::uuid[]))
        SELECT FROM ${settler}($1::text[], $2::jsonb, $3, $4)`,
      values,
    });
  await post("settle_leased").catch((error: unknown) => {
    if (sqlStateOf(error) !== NOT_SIMPLE) throw error;
    return post("settle_usage");
  });
}

/** Takes pages out of the daybook, whether they are in it or not. */
export async function removePages(database: Queryable, ownerId: string, pageIds: readonly string[]): Promise<void> {
  if (pageIds.length === 0) return;
  await database.query({
    name: "remove_pages",
    text: "DELETE FROM daybook_pages WHERE owner_id = $1::uuid AND page_id = ANY ($2::uuid[])",
    values: [ownerId, pageIds],
  });
}

export type OrphanedPage = { readonly owner_id: string; readonly page_id: string; readonly events: string };

/** What some processes have noted and not posted, oldest first. */
export async function readPages(
  database: Queryable,
  ownerIds: readonly string[],
  atMost: number,
): Promise<OrphanedPage[]> {
  const { rows } = await database.query<OrphanedPage>({
    name: "read_pages",
    text: `SELECT owner_id, page_id, events FROM daybook_pages WHERE owner_id = ANY ($1::uuid[])
      ORDER BY page_id LIMIT $2`,
    values: [ownerIds, atMost],
  });
  return rows;
}

/** The processes that have noted something and have been silent for so long. */
export async function silentOwners(database: Queryable, silenceSeconds: number): Promise<string[]> {
  const { rows } = await database.query<{ owner_id: string }>({
    name: "silent_owners",
    text: `SELECT DISTINCT owner_id FROM daybook_pages LEFT JOIN gateway_processes ON process_id = owner_id
      WHERE heartbeat_at IS NULL OR heartbeat_at < clock_timestamp() - make_interval(secs => $1)`,
    values: [silenceSeconds],
  });
  return rows.map((row) => row.owner_id);
}

/** Ends the terms of processes: from then on they note nothing that was admitted before. */
export async function endTerms(database: Queryable, ownerIds: readonly string[]): Promise<void> {
  await database.query({ name: "end_terms", text: "SELECT end_terms($1::uuid[])", values: [ownerIds] });
}
