-- AlterTable
ALTER TABLE "holds" ADD COLUMN     "lease_places" INTEGER;


-- Beyond the language of Prisma: checks, triggers, functions.

ALTER TABLE holds
  ADD CONSTRAINT holds_lease_is_paid CHECK (lease_places IS NULL OR (lease_places >= 0 AND included_nanos = 0));

-- A lease is updated for as long as it is there: room on its page keeps the updates out of the index.
ALTER TABLE holds SET (fillfactor = 50);

-- Settles a batch of usage events (a JSON array of usage_events rows) of some workspaces: ends their holds, moves the
-- money, stores the events not seen before and adds exactly these to the rollups, so that a replay changes nothing. An event
-- whose request has no hold of its own is charged to its lease_id. A charge without a hold, or beyond what is held, is
-- refused. Notes when keys were last used if asked to. Returns the ids that were new.
-- It is one statement after the locks, because the start of each costs more than the work of a small batch.
CREATE OR REPLACE FUNCTION settle_usage(workspaces text[], batch jsonb, settlement text, has_key_use boolean)
RETURNS TABLE (settled_request_id uuid) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  settled record;
  due record;
BEGIN
  PERFORM FROM credit_balances WHERE workspace_id = ANY (workspaces) ORDER BY workspace_id FOR UPDATE;

  WITH event AS MATERIALIZED (
    SELECT DISTINCT ON (workspace_id, request_id) * FROM jsonb_to_recordset(batch) AS e(
      workspace_id text, request_id uuid, lease_id uuid, occurred_at timestamptz, settled_at timestamptz, route text, model_id text,
      api_key_id text, member_id text, deployment_id text, price_version_id text, outcome usage_outcome, error_class usage_error_class,
      http_status smallint, is_streamed boolean, input_tokens integer, cached_input_tokens integer, output_tokens integer,
      total_tokens integer, input_nanos bigint, cached_input_nanos bigint, output_nanos bigint, amount_nanos bigint,
      latency_ms integer, first_byte_ms integer
    )
  ),
  gone AS (
    DELETE FROM holds USING event
    WHERE holds.workspace_id = event.workspace_id AND holds.request_id = event.request_id
    RETURNING holds.workspace_id, holds.period_key, holds.request_id, holds.api_key_id, holds.member_id, holds.deployment_id,
      holds.account, holds.amount_nanos, holds.included_nanos, event.settled_at, 1 AS places,
      CASE
        WHEN EXISTS (
          SELECT FROM usage_events AS stored
          WHERE stored.workspace_id = holds.workspace_id AND stored.request_id = holds.request_id
        ) THEN 0
        WHEN event.amount_nanos <= holds.amount_nanos THEN event.amount_nanos
        ELSE refuse_charge(holds.request_id)
      END AS charge
  ),
  -- What has no hold of its own is charged to its lease, which has one less of its amount.
  leased AS MATERIALIZED (
    SELECT workspace_id, request_id, lease_id, settled_at, amount_nanos AS charge FROM event
    WHERE lease_id IS NOT NULL AND amount_nanos > 0
      AND NOT EXISTS (
        SELECT FROM holds WHERE holds.workspace_id = event.workspace_id AND holds.request_id = event.request_id
      )
      AND NOT EXISTS (
        SELECT FROM usage_events AS stored
        WHERE stored.workspace_id = event.workspace_id AND stored.request_id = event.request_id
      )
  ),
  drawn AS (
    UPDATE holds AS lease SET amount_nanos = lease.amount_nanos - part.charge
    FROM (SELECT workspace_id, lease_id, sum(charge)::bigint AS charge FROM leased GROUP BY 1, 2) AS part
    WHERE lease.workspace_id = part.workspace_id AND lease.request_id = part.lease_id AND lease.lease_places IS NOT NULL
    RETURNING lease.workspace_id, lease.request_id AS lease_id, lease.period_key, lease.api_key_id, lease.member_id,
      lease.deployment_id, lease.account
  ),
  released AS (
    SELECT workspace_id, period_key, request_id, api_key_id, member_id, deployment_id, account, amount_nanos, included_nanos,
      settled_at, places, charge
    FROM gone
    UNION ALL
    SELECT workspace_id, period_key, request_id, api_key_id, member_id, deployment_id, account, charge, 0, settled_at, 0, charge
    FROM leased JOIN drawn USING (workspace_id, lease_id)
  ),
  -- The included inference pays first: what an event's own hold set aside of it, and what else is free by then. So
  -- much is free after each event as was before, and what its hold gives back, less its charge, but never less than
  -- nothing: a running sum that is lifted by the lowest it has been below zero.
  summed AS (
    SELECT released.*, open.free_before, open.free_before + sum(included_nanos - charge) OVER running AS free_unlifted
    FROM released
    JOIN (
      SELECT workspace_id, period_key, included_granted_nanos - included_used_nanos - included_held_nanos AS free_before
      FROM period_spending
    ) AS open USING (workspace_id, period_key)
    WINDOW running AS (PARTITION BY workspace_id, period_key ORDER BY request_id)
  ),
  lifted AS (
    SELECT *, greatest(free_unlifted, free_unlifted - min(free_unlifted) OVER running) AS free_after
    FROM summed
    WINDOW running AS (PARTITION BY workspace_id, period_key ORDER BY request_id)
  ),
  ended AS MATERIALIZED (
    SELECT
      workspace_id, period_key, request_id, api_key_id, member_id, deployment_id, account, settled_at, places, included_nanos AS released_included,
      amount_nanos - included_nanos AS released,
      (coalesce(lag(free_after) OVER running, free_before) + included_nanos - free_after)::bigint AS covered,
      (charge - (coalesce(lag(free_after) OVER running, free_before) + included_nanos - free_after))::bigint AS charged
    FROM lifted
    WINDOW running AS (PARTITION BY workspace_id, period_key ORDER BY request_id)
  ),
  -- Looked up by request: joined, the two would be compared each with each.
  included AS MATERIALIZED (
    SELECT coalesce(jsonb_object_agg(request_id, covered), '{}') AS nanos FROM ended
  ),
  periods AS (
    UPDATE period_spending AS stored SET
      included_used_nanos = stored.included_used_nanos + part.covered,
      included_held_nanos = stored.included_held_nanos - part.released_included,
      settled_nanos = stored.settled_nanos + part.charged,
      held_nanos = stored.held_nanos - part.released
    FROM (
      SELECT workspace_id, period_key, sum(covered) AS covered, sum(released_included) AS released_included,
        sum(charged) AS charged, sum(released) AS released
      FROM ended GROUP BY 1, 2
    ) AS part
    WHERE stored.workspace_id = part.workspace_id AND stored.period_key = part.period_key
    RETURNING stored.workspace_id, stored.period_key, 'workspace'::limit_scope AS scope, stored.workspace_id AS scope_id,
      old.settled_nanos AS settled_before, new.settled_nanos AS settled_after
  ),
  scopes AS (
    UPDATE scope_spending AS stored SET
      settled_nanos = stored.settled_nanos + part.charged, held_nanos = stored.held_nanos - part.released
    FROM (
      SELECT workspace_id, period_key, scope_id, sum(charged) AS charged, sum(released) AS released
      FROM ended CROSS JOIN LATERAL (VALUES (api_key_id), (member_id)) AS either(scope_id)
      GROUP BY 1, 2, 3
    ) AS part
    WHERE stored.workspace_id = part.workspace_id AND stored.period_key = part.period_key AND stored.scope_id = part.scope_id
    RETURNING stored.workspace_id, stored.period_key, stored.scope, stored.scope_id,
      old.settled_nanos AS settled_before, new.settled_nanos AS settled_after
  ),
  balances AS (
    UPDATE credit_balances AS stored SET
      balance_nanos = stored.balance_nanos - part.charged, held_nanos = stored.held_nanos - part.released
    FROM (
      SELECT workspace_id, sum(charged) AS charged, sum(released) AS released
      FROM ended WHERE account = 'credits' AND released > 0 GROUP BY 1
    ) AS part
    WHERE stored.workspace_id = part.workspace_id
  ),
  loads AS (
    UPDATE deployment_loads AS stored SET open_requests = stored.open_requests - part.ended
    FROM (SELECT workspace_id, deployment_id, sum(places) AS ended FROM ended WHERE places > 0 GROUP BY 1, 2) AS part
    WHERE stored.workspace_id = part.workspace_id AND stored.deployment_id = part.deployment_id
  ),
  ledger AS (
    INSERT INTO credit_entries (
      workspace_id, credit_entry_id, from_account, to_account, cause, amount_nanos, period_key, reference, at
    )
    SELECT workspace_id, settlement, line.account, 'usage', 'usage', sum(line.nanos), period_key, NULL, max(settled_at)
    FROM ended
    CROSS JOIN LATERAL (VALUES ('included'::ledger_account, covered), (account, charged)) AS line(account, nanos)
    WHERE line.nanos > 0
    GROUP BY workspace_id, period_key, line.account
  ),
  stored AS (
    INSERT INTO usage_events (
      workspace_id, request_id, occurred_at, settled_at, route, model_id, api_key_id, member_id, deployment_id, price_version_id,
      outcome, error_class, http_status, is_streamed, input_tokens, cached_input_tokens, output_tokens, total_tokens,
      input_nanos, cached_input_nanos, output_nanos, amount_nanos, latency_ms, first_byte_ms, included_nanos, credit_entry_id
    )
    SELECT
      event.workspace_id, event.request_id, occurred_at, event.settled_at, route, model_id, event.api_key_id, event.member_id,
      event.deployment_id, price_version_id,
      outcome, error_class, http_status, is_streamed, input_tokens, cached_input_tokens, output_tokens, total_tokens,
      input_nanos, cached_input_nanos, output_nanos, amount_nanos, latency_ms, first_byte_ms,
      coalesce((included.nanos ->> event.request_id::text)::bigint, 0),
      CASE WHEN included.nanos ? event.request_id::text AND amount_nanos > 0 THEN settlement END
    FROM event CROSS JOIN included
    WHERE included.nanos ? event.request_id::text OR amount_nanos = 0 OR NOT EXISTS (
      SELECT FROM usage_events AS stored
      WHERE stored.workspace_id = event.workspace_id AND stored.request_id = event.request_id
    )
    ORDER BY event.workspace_id, event.request_id
    ON CONFLICT (workspace_id, request_id) DO NOTHING
    RETURNING *
  ),
  rolled_up AS (
    INSERT INTO usage_rollups AS rollup (
      workspace_id, resolution, bucket_start, model_id, api_key_id, member_id, deployment_id,
      request_count, client_closed_count, caller_error_count, rate_limited_count, spend_limit_count, server_error_count,
      input_tokens, cached_input_tokens, output_tokens,
      input_nanos, cached_input_nanos, output_nanos, amount_nanos, included_nanos
    )
    SELECT
      workspace_id, resolution, bucket_start, model_id, api_key_id, member_id, deployment_id,
      count(*),
      count(*) FILTER (WHERE outcome = 'client_closed'),
      count(*) FILTER (WHERE error_class = 'caller'),
      count(*) FILTER (WHERE error_class = 'rate_limited'),
      count(*) FILTER (WHERE error_class = 'spend_limit'),
      count(*) FILTER (WHERE error_class = 'server'),
      sum(input_tokens), sum(cached_input_tokens), sum(output_tokens),
      sum(input_nanos), sum(cached_input_nanos), sum(output_nanos), sum(amount_nanos), sum(included_nanos)
    FROM stored
    CROSS JOIN LATERAL (VALUES
      ('quarter_hour'::rollup_resolution, date_bin('15 minutes', occurred_at, '2000-01-01 00:00:00+00')),
      ('day'::rollup_resolution, date_trunc('day', occurred_at, 'UTC'))
    ) AS bucket (resolution, bucket_start)
    GROUP BY 1, 2, 3, 4, 5, 6, 7
    ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (workspace_id, resolution, bucket_start, model_id, api_key_id, member_id, deployment_id) DO UPDATE SET
      request_count = rollup.request_count + excluded.request_count,
      client_closed_count = rollup.client_closed_count + excluded.client_closed_count,
      caller_error_count = rollup.caller_error_count + excluded.caller_error_count,
      rate_limited_count = rollup.rate_limited_count + excluded.rate_limited_count,
      spend_limit_count = rollup.spend_limit_count + excluded.spend_limit_count,
      server_error_count = rollup.server_error_count + excluded.server_error_count,
      input_tokens = rollup.input_tokens + excluded.input_tokens,
      cached_input_tokens = rollup.cached_input_tokens + excluded.cached_input_tokens,
      output_tokens = rollup.output_tokens + excluded.output_tokens,
      input_nanos = rollup.input_nanos + excluded.input_nanos,
      cached_input_nanos = rollup.cached_input_nanos + excluded.cached_input_nanos,
      output_nanos = rollup.output_nanos + excluded.output_nanos,
      amount_nanos = rollup.amount_nanos + excluded.amount_nanos,
      included_nanos = rollup.included_nanos + excluded.included_nanos
  ),
  -- Once for each period, not for each limit: it costs as much as the rest of the comparison.
  passed AS MATERIALIZED (
    SELECT period_key, period_share(period_key, max(settled_at)) AS share FROM ended GROUP BY 1
  )
  -- Alerts are looked up only where a whole percent of a limit is passed, or its pace: that spares most settlements.
  SELECT
    array(SELECT request_id FROM stored) AS ids,
    array(
      SELECT ROW(workspace_id, period_key)::workspace_period
      FROM (SELECT * FROM periods UNION ALL SELECT * FROM scopes) AS moved
      JOIN spend_limits AS l USING (workspace_id, scope, scope_id)
      JOIN passed USING (period_key)
      WHERE div(settled_before::numeric * 100, greatest(1, l.limit_nanos)) <> div(settled_after::numeric * 100, greatest(1, l.limit_nanos))
        OR settled_after > l.limit_nanos * passed.share AND NOT EXISTS (
          SELECT FROM outbox_messages AS said
          WHERE said.workspace_id = l.workspace_id AND said.message_key = limit_alert_key(l, period_key, 'pace')
        )
    ) AS moved,
    (SELECT max(settled_at) FROM ended) AS at
  INTO settled;

  FOR due IN SELECT DISTINCT workspace_id, period_key FROM unnest(settled.moved) LOOP
    PERFORM queue_limit_alerts(due.workspace_id, due.period_key, settled.at);
  END LOOP;
  IF has_key_use THEN
    PERFORM note_key_use(batch);
  END IF;
  RETURN QUERY SELECT unnest(settled.ids);
END
$$;

-- The same for events that are all charged to leases, which is most of what a busy gateway settles: it does nothing that
-- only holds need. Where one of them is not as simple as that, because its lease is gone or there is included
-- inference again, it refuses all of them with WL001, and settle_usage is to be asked.
CREATE FUNCTION settle_leased(workspaces text[], batch jsonb, settlement text, has_key_use boolean)
RETURNS TABLE (settled_request_id uuid) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  settled record;
  due record;
BEGIN
  PERFORM FROM credit_balances WHERE workspace_id = ANY (workspaces) ORDER BY workspace_id FOR UPDATE;

  WITH event AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(batch) AS e(
      workspace_id text, request_id uuid, lease_id uuid, occurred_at timestamptz, settled_at timestamptz, route text, model_id text,
      api_key_id text, member_id text, deployment_id text, price_version_id text, outcome usage_outcome, error_class usage_error_class,
      http_status smallint, is_streamed boolean, input_tokens integer, cached_input_tokens integer, output_tokens integer,
      total_tokens integer, input_nanos bigint, cached_input_nanos bigint, output_nanos bigint, amount_nanos bigint,
      latency_ms integer, first_byte_ms integer
    )
  ),
  stored AS (
    INSERT INTO usage_events (
      workspace_id, request_id, occurred_at, settled_at, route, model_id, api_key_id, member_id, deployment_id, price_version_id,
      outcome, error_class, http_status, is_streamed, input_tokens, cached_input_tokens, output_tokens, total_tokens,
      input_nanos, cached_input_nanos, output_nanos, amount_nanos, latency_ms, first_byte_ms, included_nanos, credit_entry_id
    )
    SELECT
      workspace_id, request_id, occurred_at, settled_at, route, model_id, api_key_id, member_id, deployment_id, price_version_id,
      outcome, error_class, http_status, is_streamed, input_tokens, cached_input_tokens, output_tokens, total_tokens,
      input_nanos, cached_input_nanos, output_nanos, amount_nanos, latency_ms, first_byte_ms,
      0, CASE WHEN amount_nanos > 0 THEN settlement END
    FROM event
    ON CONFLICT (workspace_id, request_id) DO NOTHING
    RETURNING *
  ),
  charged AS MATERIALIZED (
    SELECT stored.workspace_id, event.lease_id, sum(stored.amount_nanos)::bigint AS nanos, max(stored.settled_at) AS settled_at
    FROM stored JOIN event USING (workspace_id, request_id)
    WHERE stored.amount_nanos > 0
    GROUP BY 1, 2
  ),
  drawn AS (
    UPDATE holds AS lease SET amount_nanos = lease.amount_nanos - charged.nanos
    FROM charged
    WHERE lease.workspace_id = charged.workspace_id AND lease.request_id = charged.lease_id AND lease.lease_places IS NOT NULL
    RETURNING lease.workspace_id, lease.period_key, lease.api_key_id, lease.member_id, lease.account, charged.nanos, charged.settled_at
  ),
  periods AS (
    UPDATE period_spending AS stored SET
      settled_nanos = stored.settled_nanos + part.nanos, held_nanos = stored.held_nanos - part.nanos
    FROM (SELECT workspace_id, period_key, sum(nanos)::bigint AS nanos FROM drawn GROUP BY 1, 2) AS part
    WHERE stored.workspace_id = part.workspace_id AND stored.period_key = part.period_key
      AND stored.included_used_nanos + stored.included_held_nanos >= stored.included_granted_nanos
    RETURNING stored.workspace_id, stored.period_key, 'workspace'::limit_scope AS scope, stored.workspace_id AS scope_id,
      stored.settled_nanos - part.nanos AS settled_before, stored.settled_nanos AS settled_after
  ),
  scopes AS (
    UPDATE scope_spending AS stored SET
      settled_nanos = stored.settled_nanos + part.nanos, held_nanos = stored.held_nanos - part.nanos
    FROM (
      SELECT workspace_id, period_key, scope_id, sum(nanos)::bigint AS nanos
      FROM drawn CROSS JOIN LATERAL (VALUES (api_key_id), (member_id)) AS either(scope_id)
      GROUP BY 1, 2, 3
    ) AS part
    WHERE stored.workspace_id = part.workspace_id AND stored.period_key = part.period_key AND stored.scope_id = part.scope_id
    RETURNING stored.workspace_id, stored.period_key, stored.scope, stored.scope_id,
      stored.settled_nanos - part.nanos AS settled_before, stored.settled_nanos AS settled_after
  ),
  balances AS (
    UPDATE credit_balances AS stored SET
      balance_nanos = stored.balance_nanos - part.nanos, held_nanos = stored.held_nanos - part.nanos
    FROM (SELECT workspace_id, sum(nanos)::bigint AS nanos FROM drawn WHERE account = 'credits' GROUP BY 1) AS part
    WHERE stored.workspace_id = part.workspace_id
  ),
  ledger AS (
    INSERT INTO credit_entries (
      workspace_id, credit_entry_id, from_account, to_account, cause, amount_nanos, period_key, reference, at
    )
    SELECT workspace_id, settlement, account, 'usage', 'usage', sum(nanos)::bigint, period_key, NULL, max(settled_at)
    FROM drawn GROUP BY workspace_id, period_key, account
  ),
  rolled_up AS (
    INSERT INTO usage_rollups AS rollup (
      workspace_id, resolution, bucket_start, model_id, api_key_id, member_id, deployment_id,
      request_count, client_closed_count, caller_error_count, rate_limited_count, spend_limit_count, server_error_count,
      input_tokens, cached_input_tokens, output_tokens,
      input_nanos, cached_input_nanos, output_nanos, amount_nanos, included_nanos
    )
    SELECT
      workspace_id, resolution, bucket_start, model_id, api_key_id, member_id, deployment_id,
      count(*),
      count(*) FILTER (WHERE outcome = 'client_closed'),
      count(*) FILTER (WHERE error_class = 'caller'),
      count(*) FILTER (WHERE error_class = 'rate_limited'),
      count(*) FILTER (WHERE error_class = 'spend_limit'),
      count(*) FILTER (WHERE error_class = 'server'),
      sum(input_tokens), sum(cached_input_tokens), sum(output_tokens),
      sum(input_nanos), sum(cached_input_nanos), sum(output_nanos), sum(amount_nanos), sum(included_nanos)
    FROM stored
    CROSS JOIN LATERAL (VALUES
      ('quarter_hour'::rollup_resolution, date_bin('15 minutes', occurred_at, '2000-01-01 00:00:00+00')),
      ('day'::rollup_resolution, date_trunc('day', occurred_at, 'UTC'))
    ) AS bucket (resolution, bucket_start)
    GROUP BY 1, 2, 3, 4, 5, 6, 7
    ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (workspace_id, resolution, bucket_start, model_id, api_key_id, member_id, deployment_id) DO UPDATE SET
      request_count = rollup.request_count + excluded.request_count,
      client_closed_count = rollup.client_closed_count + excluded.client_closed_count,
      caller_error_count = rollup.caller_error_count + excluded.caller_error_count,
      rate_limited_count = rollup.rate_limited_count + excluded.rate_limited_count,
      spend_limit_count = rollup.spend_limit_count + excluded.spend_limit_count,
      server_error_count = rollup.server_error_count + excluded.server_error_count,
      input_tokens = rollup.input_tokens + excluded.input_tokens,
      cached_input_tokens = rollup.cached_input_tokens + excluded.cached_input_tokens,
      output_tokens = rollup.output_tokens + excluded.output_tokens,
      input_nanos = rollup.input_nanos + excluded.input_nanos,
      cached_input_nanos = rollup.cached_input_nanos + excluded.cached_input_nanos,
      output_nanos = rollup.output_nanos + excluded.output_nanos,
      amount_nanos = rollup.amount_nanos + excluded.amount_nanos,
      included_nanos = rollup.included_nanos + excluded.included_nanos
  ),
  -- Once for each period, not for each limit: it costs as much as the rest of the comparison.
  passed AS MATERIALIZED (
    SELECT period_key, period_share(period_key, max(settled_at)) AS share FROM drawn GROUP BY 1
  )
  SELECT
    array(SELECT request_id FROM stored) AS ids,
    (SELECT sum(nanos) FROM charged) AS nanos,
    (SELECT sum(settled_after - settled_before) FROM periods) AS settled_nanos,
    array(
      SELECT ROW(workspace_id, period_key)::workspace_period
      FROM (SELECT * FROM periods UNION ALL SELECT * FROM scopes) AS moved
      JOIN spend_limits AS l USING (workspace_id, scope, scope_id)
      JOIN passed USING (period_key)
      WHERE div(settled_before::numeric * 100, greatest(1, l.limit_nanos)) <> div(settled_after::numeric * 100, greatest(1, l.limit_nanos))
        OR settled_after > l.limit_nanos * passed.share AND NOT EXISTS (
          SELECT FROM outbox_messages AS said
          WHERE said.workspace_id = l.workspace_id AND said.message_key = limit_alert_key(l, period_key, 'pace')
        )
    ) AS moved,
    (SELECT max(settled_at) FROM charged) AS at
  INTO settled;
  IF settled.nanos IS DISTINCT FROM settled.settled_nanos THEN
    RAISE EXCEPTION 'not all charges are simple charges to leases' USING ERRCODE = 'WL001';
  END IF;

  FOR due IN SELECT DISTINCT workspace_id, period_key FROM unnest(settled.moved) LOOP
    PERFORM queue_limit_alerts(due.workspace_id, due.period_key, settled.at);
  END LOOP;
  IF has_key_use THEN
    PERFORM note_key_use(batch);
  END IF;
  RETURN QUERY SELECT unnest(settled.ids);
END
$$;

CREATE TYPE lease_answer AS (
  lease_id uuid,
  -- held; scarce, when there is too little room for a lease; or gone, when it was to be renewed and is not there
  state text,
  added_nanos bigint,
  added_places integer,
  added_requests integer,
  -- Of the key's bucket: how full it is by then, and when it has drained.
  rate_level_micros bigint,
  rate_drained_at_micros bigint
);

-- Takes leases, or adds to those that are there: an array of what is wanted beyond what they have. Each is given only where
-- there is plenty: every limit that applies and the credits keep twenty times as much as the lease, deployment and plan
-- three quarters of their free places, and the key three quarters of what may pass at once. Nothing is leased while
-- the included inference is not used up, because it pays first.
CREATE FUNCTION take_leases(workspaces text[], batch jsonb, owner uuid) RETURNS SETOF lease_answer LANGUAGE plpgsql AS $$
DECLARE
  unbounded CONSTANT bigint := 4000000000000000000;
  now_micros bigint;
  wanted record;
  answer lease_answer;
  present bigint;
  room bigint;
  workspace_limit bigint;
  places integer;
  interval_micros bigint;
  burst_micros bigint;
  drained bigint;
BEGIN
  PERFORM lock_funds(workspaces);
  now_micros := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
  FOR wanted IN
    SELECT * FROM jsonb_to_recordset(batch) AS w(
      workspace_id text, lease_id uuid, is_renewal boolean, period_key text, api_key_id text, member_id text, deployment_id text,
      model_id text, price_version_id text, account ledger_account, least_nanos bigint, nanos bigint, places integer,
      requests integer, requests_per_minute integer, max_concurrent integer, deployment_capacity integer
    )
    ORDER BY workspace_id, lease_id
  LOOP
    answer := ROW(wanted.lease_id, 'scarce', 0, 0, 0, 0, 0)::lease_answer;
    present := 0;
    IF wanted.is_renewal THEN
      SELECT amount_nanos INTO present FROM holds
      WHERE workspace_id = wanted.workspace_id AND request_id = wanted.lease_id AND owner_id = owner AND lease_places IS NOT NULL;
      IF NOT FOUND THEN
        answer.state := 'gone';
        RETURN NEXT answer;
        CONTINUE;
      END IF;
    END IF;

    room := NULL;
    SELECT l.limit_nanos, least(
      unbounded,
      l.limit_nanos - p.settled_nanos - p.held_nanos,
      CASE wanted.account WHEN 'credits' THEN b.balance_nanos - b.held_nanos END,
      (
        -- A limit whose counters are not made yet leaves no room.
        SELECT min(coalesce(scoped.limit_nanos - s.settled_nanos - s.held_nanos, 0))
        FROM spend_limits AS scoped
        LEFT JOIN scope_spending AS s
          ON s.workspace_id = scoped.workspace_id AND s.period_key = wanted.period_key
          AND s.scope = scoped.scope AND s.scope_id = scoped.scope_id
        WHERE scoped.workspace_id = wanted.workspace_id AND scoped.scope_id IN (wanted.api_key_id, wanted.member_id)
      )
    )
    INTO workspace_limit, room
    FROM period_spending AS p
    JOIN credit_balances AS b ON b.workspace_id = p.workspace_id
    LEFT JOIN spend_limits AS l ON l.workspace_id = p.workspace_id AND l.scope = 'workspace'
    WHERE p.workspace_id = wanted.workspace_id AND p.period_key = wanted.period_key
      AND p.included_used_nanos >= p.included_granted_nanos;
    answer.added_nanos := greatest(0, least(wanted.nanos, (room - 20 * present) / 21));
    IF room IS NULL OR room < 10 * present OR (NOT wanted.is_renewal AND answer.added_nanos < wanted.least_nanos) THEN
      RETURN NEXT answer;
      CONTINUE;
    END IF;

    SELECT least(
      wanted.max_concurrent - coalesce(sum(open_requests), 0),
      wanted.deployment_capacity - coalesce(sum(open_requests) FILTER (WHERE deployment_id = wanted.deployment_id), 0)
    ) / 4
    INTO places FROM deployment_loads WHERE workspace_id = wanted.workspace_id;
    answer.added_places := greatest(0, least(wanted.places, places));

    interval_micros := greatest(1, 60000000 / wanted.requests_per_minute);
    burst_micros := interval_micros * greatest(1, wanted.requests_per_minute / 10);
    drained := greatest(now_micros, (
      SELECT drained_at_micros FROM rate_buckets
      WHERE workspace_id = wanted.workspace_id AND api_key_id = wanted.api_key_id
    ));
    answer.added_requests := greatest(0, least(wanted.requests, (burst_micros - (drained - now_micros)) / 4 / interval_micros));
    IF NOT wanted.is_renewal AND (answer.added_places = 0 OR answer.added_requests = 0) THEN
      RETURN NEXT answer;
      CONTINUE;
    END IF;
    answer.state := 'held';
    answer.rate_drained_at_micros := drained + answer.added_requests * interval_micros;
    answer.rate_level_micros := answer.rate_drained_at_micros - now_micros;
    RETURN NEXT answer;

    IF NOT wanted.is_renewal THEN
      INSERT INTO holds (
        workspace_id, request_id, period_key, api_key_id, member_id, deployment_id, model_id, price_version_id, route, is_streamed,
        account, amount_nanos, included_nanos, placed_at, expires_at, owner_id, lease_places
      ) VALUES (
        wanted.workspace_id, wanted.lease_id, wanted.period_key, wanted.api_key_id, wanted.member_id, wanted.deployment_id,
        wanted.model_id, wanted.price_version_id, 'lease', false, wanted.account, answer.added_nanos, 0, clock_timestamp(),
        clock_timestamp() + interval '1 day', owner, answer.added_places
      );
    ELSIF answer.added_nanos > 0 OR answer.added_places > 0 THEN
      UPDATE holds SET amount_nanos = amount_nanos + answer.added_nanos, lease_places = lease_places + answer.added_places
      WHERE workspace_id = wanted.workspace_id AND request_id = wanted.lease_id;
    END IF;
    IF answer.added_nanos > 0 THEN
      UPDATE period_spending SET held_nanos = held_nanos + answer.added_nanos, admitted_limit_nanos = workspace_limit
      WHERE workspace_id = wanted.workspace_id AND period_key = wanted.period_key;
      UPDATE scope_spending AS s SET held_nanos = s.held_nanos + answer.added_nanos, admitted_limit_nanos = l.limit_nanos
      FROM spend_limits AS l
      WHERE s.workspace_id = wanted.workspace_id AND s.period_key = wanted.period_key
        AND s.scope_id IN (wanted.api_key_id, wanted.member_id)
        AND l.workspace_id = s.workspace_id AND l.scope = s.scope AND l.scope_id = s.scope_id;
      IF wanted.account = 'credits' THEN
        UPDATE credit_balances SET held_nanos = held_nanos + answer.added_nanos WHERE workspace_id = wanted.workspace_id;
      END IF;
    END IF;
    IF answer.added_places > 0 THEN
      INSERT INTO deployment_loads AS stored VALUES (wanted.workspace_id, wanted.deployment_id, answer.added_places)
      ON CONFLICT (workspace_id, deployment_id) DO UPDATE SET open_requests = stored.open_requests + excluded.open_requests;
    END IF;
    IF answer.added_requests > 0 THEN
      INSERT INTO rate_buckets VALUES (wanted.workspace_id, wanted.api_key_id, answer.rate_drained_at_micros)
      ON CONFLICT (workspace_id, api_key_id) DO UPDATE SET drained_at_micros = excluded.drained_at_micros;
    END IF;
  END LOOP;
END
$$;

-- Gives requests that were admitted from leases holds of their own, and gives back the leases that are to close, with what of
-- the key's rate they did not use. It may be repeated. Says of each request whether it has a hold by now, has ended, or
-- neither, because its lease is gone.
CREATE FUNCTION carve_leases(workspaces text[], batch jsonb) RETURNS TABLE (carved_request_id uuid, state text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  part record;
  lease holds;
  carved record;
BEGIN
  PERFORM lock_funds(workspaces);
  FOR part IN
    SELECT * FROM jsonb_to_recordset(batch) AS p(
      workspace_id text, lease_id uuid, is_closing boolean, unused_micros bigint, requests jsonb
    )
    ORDER BY workspace_id, lease_id
  LOOP
    SELECT * INTO lease FROM holds
    WHERE workspace_id = part.workspace_id AND request_id = part.lease_id AND lease_places IS NOT NULL;
    CONTINUE WHEN NOT FOUND;
    WITH placed AS (
      INSERT INTO holds (
        workspace_id, request_id, period_key, api_key_id, member_id, deployment_id, model_id, price_version_id, route, is_streamed,
        account, amount_nanos, included_nanos, placed_at, expires_at, owner_id
      )
      SELECT
        lease.workspace_id, r.request_id, lease.period_key, lease.api_key_id, lease.member_id, lease.deployment_id, lease.model_id,
        r.price_version_id, r.route, r.is_streamed, lease.account, r.amount_nanos, 0, r.placed_at, r.expires_at, lease.owner_id
      FROM jsonb_to_recordset(part.requests) AS r(
        request_id uuid, price_version_id text, route text, is_streamed boolean, amount_nanos bigint, placed_at timestamptz,
        expires_at timestamptz
      )
      WHERE NOT EXISTS (
        SELECT FROM usage_events AS stored
        WHERE stored.workspace_id = part.workspace_id AND stored.request_id = r.request_id
      )
      ON CONFLICT (workspace_id, request_id) DO NOTHING
      RETURNING amount_nanos
    )
    SELECT coalesce(sum(amount_nanos), 0)::bigint AS nanos, count(*)::integer AS count INTO carved FROM placed;
    UPDATE holds SET amount_nanos = amount_nanos - carved.nanos, lease_places = lease_places - carved.count
    WHERE workspace_id = part.workspace_id AND request_id = part.lease_id
    RETURNING * INTO lease;
    CONTINUE WHEN NOT part.is_closing;

    DELETE FROM holds WHERE workspace_id = part.workspace_id AND request_id = part.lease_id;
    UPDATE period_spending SET held_nanos = held_nanos - lease.amount_nanos
    WHERE workspace_id = part.workspace_id AND period_key = lease.period_key;
    UPDATE scope_spending SET held_nanos = held_nanos - lease.amount_nanos
    WHERE workspace_id = part.workspace_id AND period_key = lease.period_key
      AND scope_id IN (lease.api_key_id, lease.member_id);
    IF lease.account = 'credits' THEN
      UPDATE credit_balances SET held_nanos = held_nanos - lease.amount_nanos WHERE workspace_id = part.workspace_id;
    END IF;
    UPDATE deployment_loads SET open_requests = open_requests - lease.lease_places
    WHERE workspace_id = part.workspace_id AND deployment_id = lease.deployment_id;
    UPDATE rate_buckets SET drained_at_micros = drained_at_micros - part.unused_micros
    WHERE workspace_id = part.workspace_id AND api_key_id = lease.api_key_id AND part.unused_micros > 0;
  END LOOP;
  RETURN QUERY
  SELECT r.request_id, CASE
    WHEN EXISTS (
      SELECT FROM holds WHERE holds.workspace_id = p.workspace_id AND holds.request_id = r.request_id
    ) THEN 'held'
    WHEN EXISTS (
      SELECT FROM usage_events AS stored WHERE stored.workspace_id = p.workspace_id AND stored.request_id = r.request_id
    ) THEN 'ended'
    ELSE 'lost'
  END
  FROM jsonb_to_recordset(batch) AS p(workspace_id text, requests jsonb)
  CROSS JOIN LATERAL jsonb_to_recordset(p.requests) AS r(request_id uuid);
END
$$;

-- Asks every gateway process to give back its leases of some workspaces. Returns those of which there are any.
CREATE FUNCTION recall_leases(workspaces text[]) RETURNS SETOF text LANGUAGE sql AS $$
  SELECT leased.workspace_id
  FROM (
    SELECT DISTINCT workspace_id FROM holds WHERE workspace_id = ANY (workspaces) AND lease_places IS NOT NULL
  ) AS leased
  CROSS JOIN LATERAL pg_notify('weir_changes', 'leases/' || leased.workspace_id)
$$;

-- What a process has leased was held against the limit as it was: it gives that back.
CREATE TRIGGER spend_limits_changed AFTER INSERT OR DELETE OR UPDATE OF limit_nanos ON spend_limits
  FOR EACH ROW EXECUTE FUNCTION announce_change();
