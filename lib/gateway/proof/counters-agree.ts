import type { Queryable } from "#lib/platform/postgres.ts";

type Disagreement = { counter: string; subject: string; stored: string | null; derived: string | null };

const MOST_SHOWN = 20;

const SOURCES = `
  events AS (
    SELECT *, to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM') AS period_key, amount_nanos - included_nanos AS charged_nanos
    FROM usage_events
  ),
  open_holds AS (
    SELECT *, amount_nanos - included_nanos AS charged_nanos FROM holds
  )`;

const PERIODS = `
  SELECT 'period_spending.' || counter, concat_ws('/', workspace_id, period_key), stored::text, derived::text
  FROM (
    SELECT workspace_id, period_key FROM period_spending
    UNION SELECT workspace_id, period_key FROM events WHERE amount_nanos > 0
    UNION SELECT workspace_id, period_key FROM open_holds
  ) AS periods
  LEFT JOIN period_spending USING (workspace_id, period_key)
  LEFT JOIN (
    SELECT workspace_id, period_key, sum(charged_nanos) AS charged, sum(included_nanos) AS included FROM events GROUP BY 1, 2
  ) AS ended USING (workspace_id, period_key)
  LEFT JOIN (
    SELECT workspace_id, period_key, sum(charged_nanos) AS charged, sum(included_nanos) AS included FROM open_holds GROUP BY 1, 2
  ) AS open USING (workspace_id, period_key)
  CROSS JOIN LATERAL (VALUES
    ('settled', settled_nanos, ended.charged),
    ('included_used', included_used_nanos, ended.included),
    ('held', held_nanos, open.charged),
    ('included_held', included_held_nanos, open.included)
  ) AS counters(counter, stored, sum)
  CROSS JOIN LATERAL (SELECT coalesce(sum, 0) AS derived) AS sums`;

const SCOPES = `
  SELECT 'scope_spending.' || counter, concat_ws('/', workspace_id, period_key, scope, scope_id), stored::text, derived::text
  FROM scope_spending
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(charged_nanos), 0) AS charged FROM events
    WHERE events.workspace_id = scope_spending.workspace_id AND events.period_key = scope_spending.period_key
      AND CASE scope WHEN 'member' THEN member_id ELSE api_key_id END = scope_id
  ) AS ended
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(charged_nanos), 0) AS charged FROM open_holds
    WHERE open_holds.workspace_id = scope_spending.workspace_id AND open_holds.period_key = scope_spending.period_key
      AND CASE scope WHEN 'member' THEN member_id ELSE api_key_id END = scope_id
  ) AS open
  CROSS JOIN LATERAL (VALUES
    ('settled', settled_nanos, ended.charged),
    ('held', held_nanos, open.charged),
    ('limits', 1, (
      SELECT count(*) FROM spend_limits WHERE spend_limits.workspace_id = scope_spending.workspace_id
        AND spend_limits.scope = scope_spending.scope AND spend_limits.scope_id = scope_spending.scope_id
    ))
  ) AS counters(counter, stored, derived)`;

const CREDITS = `
  SELECT 'credit_balances.' || counter, workspace_id, stored::text, derived::text
  FROM (SELECT workspace_id FROM credit_balances UNION SELECT workspace_id FROM credit_entries) AS workspaces
  LEFT JOIN credit_balances USING (workspace_id)
  LEFT JOIN (
    SELECT workspace_id,
      coalesce(sum(amount_nanos) FILTER (WHERE to_account = 'credits'), 0)
        - coalesce(sum(amount_nanos) FILTER (WHERE from_account = 'credits'), 0) AS balance,
      sum(amount_nanos) FILTER (WHERE from_account = 'credits' AND cause IN ('refund', 'dispute')) AS reversed
    FROM credit_entries GROUP BY 1
  ) AS ledger USING (workspace_id)
  LEFT JOIN (
    SELECT workspace_id, sum(charged_nanos) AS held FROM open_holds WHERE account = 'credits' GROUP BY 1
  ) AS open USING (workspace_id)
  CROSS JOIN LATERAL (VALUES
    ('balance', balance_nanos, coalesce(ledger.balance, 0)),
    ('reversed', reversed_nanos, least(greatest(0, held_nanos - balance_nanos), coalesce(ledger.reversed, 0))),
    ('held', held_nanos, coalesce(open.held, 0))
  ) AS counters(counter, stored, derived)`;

const ENTRIES = `
  SELECT 'credit_entries', concat_ws('/', workspace_id, credit_entry_id, period_key), stored, derived
  FROM (
    SELECT workspace_id, credit_entry_id, period_key, concat_ws(' + ',
      coalesce(sum(amount_nanos) FILTER (WHERE from_account <> 'included'), 0),
      coalesce(sum(amount_nanos) FILTER (WHERE from_account = 'included'), 0)
    ) AS stored
    FROM credit_entries WHERE cause = 'usage' GROUP BY 1, 2, 3
  ) AS entries
  FULL JOIN (
    SELECT workspace_id, credit_entry_id, period_key, concat_ws(' + ', sum(charged_nanos), sum(included_nanos)) AS derived
    FROM events WHERE amount_nanos > 0 GROUP BY 1, 2, 3
  ) AS ended USING (workspace_id, credit_entry_id, period_key)`;

const OPEN_REQUESTS = `
  SELECT 'deployment_loads', concat_ws('/', workspace_id, deployment_id), coalesce(open_requests, 0)::text, coalesce(open, 0)::text
  FROM deployment_loads
  FULL JOIN (
    SELECT workspace_id, deployment_id, sum(coalesce(lease_places, 1)) AS open FROM open_holds GROUP BY 1, 2
  ) AS open USING (workspace_id, deployment_id)
  UNION ALL
  SELECT 'holds of ended requests', concat_ws('/', workspace_id, request_id), '1', '0'
  FROM open_holds JOIN events USING (workspace_id, request_id)`;

/** What is noted and not posted is counted nowhere, but its lease still holds what it costs. */
const DAYBOOK = `
  SELECT 'daybook_pages', concat_ws('/', workspace_id, lease_id), least(coalesce(lease.amount_nanos, 0), noted)::text, noted::text
  FROM (
    SELECT workspace_id, lease_id, sum(amount_nanos) AS noted
    FROM daybook_pages
    CROSS JOIN LATERAL jsonb_to_recordset(daybook_pages.events::jsonb)
      AS event(workspace_id text, request_id uuid, lease_id uuid, amount_nanos bigint)
    WHERE NOT EXISTS (
      SELECT FROM usage_events AS stored
      WHERE stored.workspace_id = event.workspace_id AND stored.request_id = event.request_id
    )
    GROUP BY 1, 2
  ) AS pages
  LEFT JOIN (SELECT workspace_id, request_id AS lease_id, amount_nanos FROM open_holds) AS lease USING (workspace_id, lease_id)`;

const ROLLUP_KEY = "workspace_id, day, model_id, api_key_id, member_id, deployment_id";
const SUMMED = `sum(input_tokens), sum(cached_input_tokens), sum(output_tokens), sum(input_nanos), sum(cached_input_nanos),
  sum(output_nanos), sum(amount_nanos), sum(included_nanos)`;

const rollupsAt = (resolution: "day" | "quarter_hour") => `
  SELECT workspace_id, date_trunc('day', bucket_start, 'UTC') AS day, model_id, api_key_id, member_id, deployment_id,
    ROW(sum(request_count), sum(client_closed_count), sum(caller_error_count), sum(rate_limited_count),
      sum(spend_limit_count), sum(server_error_count), ${SUMMED})::text AS figures
  FROM usage_rollups WHERE resolution = '${resolution}' GROUP BY 1, 2, 3, 4, 5, 6`;

const EVENTS_BY_DAY = `
  SELECT workspace_id, date_trunc('day', occurred_at, 'UTC') AS day, model_id, api_key_id, member_id, deployment_id,
    ROW(count(*), count(*) FILTER (WHERE outcome = 'client_closed'), count(*) FILTER (WHERE error_class = 'caller'),
      count(*) FILTER (WHERE error_class = 'rate_limited'), count(*) FILTER (WHERE error_class = 'spend_limit'),
      count(*) FILTER (WHERE error_class = 'server'), ${SUMMED})::text AS figures
  FROM events GROUP BY 1, 2, 3, 4, 5, 6`;

const rollupCheck = (resolution: "day" | "quarter_hour") => `
  SELECT 'usage_rollups.${resolution}', concat_ws('/', ${ROLLUP_KEY}), stored.figures, derived.figures
  FROM (${rollupsAt(resolution)}) AS stored
  FULL JOIN (${EVENTS_BY_DAY}) AS derived USING (${ROLLUP_KEY})`;

const CHECKS = [
  PERIODS,
  SCOPES,
  CREDITS,
  ENTRIES,
  OPEN_REQUESTS,
  DAYBOOK,
  rollupCheck("day"),
  rollupCheck("quarter_hour"),
];

/**
 * Compares every counter of every workspace with what events, open holds and the ledger add up to, in nano-dollars.
 * It is one statement, so it sees one instant, at which all of them agree however many requests are under way.
 * @throws Error naming the counters that disagree
 */
export async function countersAgree(database: Queryable): Promise<void> {
  const { rows } = await database.query<Disagreement>(`
    WITH ${SOURCES}, checks(counter, subject, stored, derived) AS (${CHECKS.join(" UNION ALL ")})
    SELECT * FROM checks WHERE stored IS DISTINCT FROM derived ORDER BY counter, subject`);
  if (rows.length === 0) return;
  const shown = rows.slice(0, MOST_SHOWN).map(({ counter, subject, stored, derived }) => {
    return `${counter} of ${subject}: ${stored} is stored, ${derived} is right`;
  });
  throw new Error([`${rows.length} counters disagree.`, ...shown].join("\n"));
}
