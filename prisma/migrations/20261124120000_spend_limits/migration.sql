-- CreateEnum
CREATE TYPE "limit_scope" AS ENUM ('workspace', 'member', 'api_key');

-- CreateEnum
CREATE TYPE "ledger_account" AS ENUM ('credits', 'included', 'receivable', 'usage', 'payments', 'grants', 'adjustments');

-- CreateEnum
CREATE TYPE "credit_cause" AS ENUM ('top_up', 'auto_top_up', 'overage', 'base_fee', 'usage', 'refund', 'dispute', 'grant', 'adjustment');

-- AlterEnum
ALTER TYPE "usage_outcome" ADD VALUE 'interrupted';

-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "requests_per_minute" INTEGER;

-- AlterTable
ALTER TABLE "usage_events" ADD COLUMN     "credit_entry_id" TEXT,
ADD COLUMN     "included_nanos" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "usage_rollups" ADD COLUMN     "included_nanos" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "workspaces" ADD COLUMN     "included_inference_nanos" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "spend_limits" (
    "workspace_id" TEXT NOT NULL,
    "scope" "limit_scope" NOT NULL,
    "scope_id" TEXT NOT NULL,
    "limit_nanos" BIGINT NOT NULL,
    "alert_at_percent" INTEGER[] DEFAULT ARRAY[50, 80, 100]::INTEGER[],
    "has_pace_alert" BOOLEAN NOT NULL DEFAULT true,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "spend_limits_pkey" PRIMARY KEY ("workspace_id","scope","scope_id")
);

-- CreateTable
CREATE TABLE "period_spending" (
    "workspace_id" TEXT NOT NULL,
    "period_key" TEXT NOT NULL,
    "included_granted_nanos" BIGINT NOT NULL,
    "included_used_nanos" BIGINT NOT NULL,
    "included_held_nanos" BIGINT NOT NULL,
    "settled_nanos" BIGINT NOT NULL,
    "held_nanos" BIGINT NOT NULL,
    "admitted_limit_nanos" BIGINT,

    CONSTRAINT "period_spending_pkey" PRIMARY KEY ("workspace_id","period_key")
);

-- CreateTable
CREATE TABLE "scope_spending" (
    "workspace_id" TEXT NOT NULL,
    "period_key" TEXT NOT NULL,
    "scope" "limit_scope" NOT NULL,
    "scope_id" TEXT NOT NULL,
    "settled_nanos" BIGINT NOT NULL,
    "held_nanos" BIGINT NOT NULL,
    "admitted_limit_nanos" BIGINT,

    CONSTRAINT "scope_spending_pkey" PRIMARY KEY ("workspace_id","period_key","scope","scope_id")
);

-- CreateTable
CREATE TABLE "credit_entries" (
    "workspace_id" TEXT NOT NULL,
    "credit_entry_id" TEXT NOT NULL,
    "from_account" "ledger_account" NOT NULL,
    "to_account" "ledger_account" NOT NULL,
    "cause" "credit_cause" NOT NULL,
    "amount_nanos" BIGINT NOT NULL,
    "period_key" TEXT NOT NULL,
    "reference" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "credit_entries_pkey" PRIMARY KEY ("workspace_id","credit_entry_id","from_account","period_key")
);

-- CreateTable
CREATE TABLE "credit_balances" (
    "workspace_id" TEXT NOT NULL,
    "balance_nanos" BIGINT NOT NULL,
    "held_nanos" BIGINT NOT NULL,
    "reversed_nanos" BIGINT NOT NULL,

    CONSTRAINT "credit_balances_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateTable
CREATE TABLE "holds" (
    "workspace_id" TEXT NOT NULL,
    "request_id" UUID NOT NULL,
    "period_key" TEXT NOT NULL,
    "api_key_id" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "price_version_id" TEXT NOT NULL,
    "route" TEXT NOT NULL,
    "is_streamed" BOOLEAN NOT NULL,
    "account" "ledger_account" NOT NULL,
    "amount_nanos" BIGINT NOT NULL,
    "included_nanos" BIGINT NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "owner_id" UUID NOT NULL,
    "journal" JSONB,

    CONSTRAINT "holds_pkey" PRIMARY KEY ("workspace_id","request_id")
);

-- CreateTable
CREATE TABLE "deployment_loads" (
    "workspace_id" TEXT NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "open_requests" INTEGER NOT NULL,

    CONSTRAINT "deployment_loads_pkey" PRIMARY KEY ("workspace_id","deployment_id")
);

-- CreateTable
CREATE TABLE "rate_buckets" (
    "workspace_id" TEXT NOT NULL,
    "api_key_id" TEXT NOT NULL,
    "drained_at_micros" BIGINT NOT NULL,

    CONSTRAINT "rate_buckets_pkey" PRIMARY KEY ("workspace_id","api_key_id")
);

-- CreateTable
CREATE TABLE "gateway_processes" (
    "process_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "heartbeat_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "gateway_processes_pkey" PRIMARY KEY ("process_id")
);

-- CreateTable
CREATE TABLE "outbox_messages" (
    "workspace_id" TEXT NOT NULL,
    "message_key" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "delivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_messages_pkey" PRIMARY KEY ("workspace_id","message_key")
);

-- CreateTable
CREATE TABLE "idempotent_replies" (
    "workspace_id" TEXT NOT NULL,
    "api_key_id" TEXT NOT NULL,
    "key_hash" TEXT NOT NULL,
    "body_hash" TEXT NOT NULL,
    "request_id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "headers" JSONB,
    "answer" TEXT,

    CONSTRAINT "idempotent_replies_pkey" PRIMARY KEY ("workspace_id","api_key_id","key_hash")
);

-- CreateTable
CREATE TABLE "contracts" (
    "workspace_id" TEXT NOT NULL,
    "requests_per_minute" INTEGER NOT NULL,
    "max_concurrent_requests" INTEGER NOT NULL,
    "is_postpaid" BOOLEAN NOT NULL,

    CONSTRAINT "contracts_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateIndex
CREATE INDEX "credit_entries_workspace_id_at_idx" ON "credit_entries"("workspace_id", "at");

-- CreateIndex
CREATE INDEX "idempotent_replies_finished_at_started_at_idx" ON "idempotent_replies"("finished_at", "started_at");

-- AddForeignKey
ALTER TABLE "spend_limits" ADD CONSTRAINT "spend_limits_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("workspace_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("workspace_id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- Beyond the language of Prisma: checks, triggers, storage, functions.

UPDATE workspaces SET included_inference_nanos = CASE plan
  WHEN 'starter' THEN 500000000
  WHEN 'pro' THEN 10000000000
  WHEN 'team' THEN 20000000000 * greatest(
    2, (SELECT count(*) FROM members WHERE members.workspace_id = workspaces.workspace_id)
  )
  ELSE 0
END;

-- A bucket that is lost in a crash starts empty, which costs a key's burst once.
ALTER TABLE rate_buckets SET UNLOGGED;

-- Rows that every group of requests updates: room on the page keeps the updates out of the indexes.
ALTER TABLE credit_balances SET (fillfactor = 30);
ALTER TABLE period_spending SET (fillfactor = 30);
ALTER TABLE scope_spending SET (fillfactor = 30);
ALTER TABLE deployment_loads SET (fillfactor = 30);
ALTER TABLE rate_buckets SET (fillfactor = 30);
ALTER TABLE holds SET (
  autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_insert_scale_factor = 0
);

ALTER TABLE spend_limits
  ADD CONSTRAINT spend_limits_not_negative CHECK (limit_nanos >= 0),
  ADD CONSTRAINT spend_limits_alerts_are_percents CHECK (0 < ALL (alert_at_percent) AND 100 >= ALL (alert_at_percent)),
  ADD CONSTRAINT spend_limits_workspace_is_its_own_scope CHECK (scope <> 'workspace' OR scope_id = workspace_id);

-- The backstops: no mistake in the functions below can pass a limit, spend what is not there or release too much.
ALTER TABLE period_spending
  ADD CONSTRAINT period_spending_key_is_a_month CHECK (period_key ~ '^2\d{3}-(0[1-9]|1[0-2])$'),
  ADD CONSTRAINT period_spending_not_negative CHECK (
    included_granted_nanos >= 0 AND included_used_nanos >= 0 AND included_held_nanos >= 0
    AND settled_nanos >= 0 AND held_nanos >= 0
  ),
  ADD CONSTRAINT period_spending_within_included CHECK (
    included_used_nanos + included_held_nanos <= included_granted_nanos
  ),
  ADD CONSTRAINT period_spending_within_limit CHECK (settled_nanos + held_nanos <= admitted_limit_nanos);

ALTER TABLE scope_spending
  ADD CONSTRAINT scope_spending_not_the_workspaces CHECK (scope <> 'workspace'),
  ADD CONSTRAINT scope_spending_not_negative CHECK (settled_nanos >= 0 AND held_nanos >= 0),
  ADD CONSTRAINT scope_spending_within_limit CHECK (settled_nanos + held_nanos <= admitted_limit_nanos);

ALTER TABLE credit_balances
  ADD CONSTRAINT credit_balances_not_negative CHECK (held_nanos >= 0 AND reversed_nanos >= 0),
  ADD CONSTRAINT credit_balances_within_credits CHECK (held_nanos <= balance_nanos + reversed_nanos);

ALTER TABLE credit_entries
  ADD CONSTRAINT credit_entries_move_something CHECK (amount_nanos > 0 AND from_account <> to_account);

ALTER TABLE holds
  ADD CONSTRAINT holds_included_is_a_part CHECK (included_nanos >= 0 AND included_nanos <= amount_nanos),
  ADD CONSTRAINT holds_account_pays CHECK (account IN ('credits', 'receivable'));

ALTER TABLE deployment_loads
  ADD CONSTRAINT deployment_loads_not_negative CHECK (open_requests >= 0);

ALTER TABLE idempotent_replies
  ADD CONSTRAINT idempotent_replies_finished_has_headers CHECK (
    (finished_at IS NULL) = (headers IS NULL) AND (finished_at IS NOT NULL OR answer IS NULL)
  );

ALTER TABLE api_keys
  ADD CONSTRAINT api_keys_rate_is_positive CHECK (requests_per_minute > 0);

ALTER TABLE contracts
  ADD CONSTRAINT contracts_are_positive CHECK (requests_per_minute > 0 AND max_concurrent_requests > 0);

-- Events from before there was a ledger name no entry.
ALTER TABLE usage_events
  ADD CONSTRAINT usage_events_charged_is_in_the_ledger CHECK (
    amount_nanos = 0 OR (credit_entry_id IS NOT NULL AND included_nanos >= 0 AND included_nanos <= amount_nanos)
  ) NOT VALID,
  DROP CONSTRAINT usage_events_failed_has_a_class,
  ADD CONSTRAINT usage_events_failed_has_a_class CHECK (
    CASE outcome WHEN 'failed' THEN error_class IS NOT NULL
      WHEN 'succeeded' THEN error_class IS NULL
      WHEN 'client_closed' THEN error_class IS NULL
      ELSE error_class = 'server' END
  );

CREATE TRIGGER credit_entries_append_only BEFORE UPDATE OR DELETE ON credit_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER credit_entries_never_emptied BEFORE TRUNCATE ON credit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER contracts_changed AFTER INSERT OR DELETE OR UPDATE ON contracts
  FOR EACH ROW EXECUTE FUNCTION announce_change();
DROP TRIGGER api_keys_changed ON api_keys;
CREATE TRIGGER api_keys_changed AFTER INSERT OR DELETE OR UPDATE OF expires_at, revoked_at, requests_per_minute ON api_keys
  FOR EACH ROW EXECUTE FUNCTION announce_change();

-- Every workspace has a balance from its first moment on: locks can be taken in order only on rows that are there.
CREATE FUNCTION open_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO credit_balances VALUES (NEW.workspace_id, 0, 0, 0);
  RETURN NULL;
END
$$;

CREATE TRIGGER workspaces_opened AFTER INSERT ON workspaces FOR EACH ROW EXECUTE FUNCTION open_balance();

INSERT INTO credit_balances SELECT workspace_id, 0, 0, 0 FROM workspaces;

-- Takes the locks of workspaces' money, always in the same order. Every function below and whoever changes a limit takes
-- them first.
CREATE FUNCTION lock_funds(workspaces text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM credit_balances WHERE workspace_id = ANY (workspaces) ORDER BY workspace_id FOR UPDATE;
END
$$;

CREATE FUNCTION period_start(of_period text) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT make_timestamptz(left(of_period, 4)::integer, right(of_period, 2)::integer, 1, 0, 0, 0, 'UTC')
$$;

CREATE FUNCTION period_end(of_period text) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT date_add(period_start(of_period), '1 month', 'UTC')
$$;

-- How much of a period is over at an instant, from 0 to 1.
CREATE FUNCTION period_share(of_period text, of_at timestamptz) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT extract(epoch FROM of_at - period_start(of_period))::float8
    / extract(epoch FROM period_end(of_period) - period_start(of_period))::float8
$$;

-- A workspace's counters of a period. They start at what the events say, with the plan's included inference granted.
CREATE FUNCTION open_period(of_workspace text, of_period text) RETURNS period_spending LANGUAGE plpgsql AS $$
DECLARE
  spending period_spending;
BEGIN
  SELECT * INTO spending FROM period_spending WHERE workspace_id = of_workspace AND period_key = of_period;
  IF NOT FOUND THEN
    INSERT INTO period_spending
    SELECT of_workspace, of_period, greatest(plan.included_nanos, used.included_nanos), used.included_nanos, 0, used.charged_nanos, 0
    FROM (
      SELECT coalesce(sum(included_nanos), 0) AS included_nanos, coalesce(sum(amount_nanos - included_nanos), 0) AS charged_nanos
      FROM usage_rollups
      WHERE workspace_id = of_workspace AND resolution = 'day'
        AND bucket_start >= period_start(of_period) AND bucket_start < period_end(of_period)
    ) AS used
    CROSS JOIN (
      SELECT coalesce(max(included_inference_nanos), 0) AS included_nanos FROM workspaces WHERE workspace_id = of_workspace
    ) AS plan
    RETURNING * INTO spending;
  END IF;
  RETURN spending;
END
$$;

-- Makes the counters that members' and keys' limits lack in a period, from the events and the open holds: a limit may
-- be set when part of the period is over.
CREATE FUNCTION open_scopes(of_workspace text, of_period text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO scope_spending
  SELECT of_workspace, of_period, spend_limits.scope, spend_limits.scope_id, settled.nanos, held.nanos
  FROM spend_limits
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount_nanos - included_nanos), 0) AS nanos FROM usage_rollups
    WHERE workspace_id = of_workspace AND resolution = 'day'
      AND bucket_start >= period_start(of_period) AND bucket_start < period_end(of_period)
      AND CASE spend_limits.scope WHEN 'member' THEN member_id ELSE api_key_id END = spend_limits.scope_id
  ) AS settled
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount_nanos - included_nanos), 0) AS nanos FROM holds
    WHERE workspace_id = of_workspace AND period_key = of_period
      AND CASE spend_limits.scope WHEN 'member' THEN member_id ELSE api_key_id END = spend_limits.scope_id
  ) AS held
  WHERE spend_limits.workspace_id = of_workspace AND spend_limits.scope <> 'workspace'
  ON CONFLICT DO NOTHING
$$;

-- What the owners of a limit asked to be told about its settled amount: that so many percent are reached, and that the
-- pace leads past the limit before the period ends.
CREATE FUNCTION limit_alerts(spend_limit spend_limits, of_period text, settled bigint, of_at timestamptz)
RETURNS TABLE (threshold text, reaches_limit_at timestamptz) LANGUAGE sql STABLE AS $$
  SELECT percent::text, NULL::timestamptz
  FROM unnest(spend_limit.alert_at_percent) AS percent
  WHERE settled > 0 AND settled::numeric * 100 >= spend_limit.limit_nanos::numeric * percent
  UNION ALL
  SELECT 'pace', period_start(of_period) + (of_at - period_start(of_period)) * (spend_limit.limit_nanos::float8 / settled)
  WHERE spend_limit.has_pace_alert AND settled > 0 AND settled < spend_limit.limit_nanos
    AND of_at >= period_start(of_period) + interval '3 days' AND of_at < period_end(of_period)
    AND settled::numeric * extract(epoch FROM period_end(of_period) - period_start(of_period))
      > spend_limit.limit_nanos::numeric * extract(epoch FROM of_at - period_start(of_period))
$$;

-- What keeps an alert from being said twice, whatever happens: once for each limit, period and threshold.
CREATE FUNCTION limit_alert_key(spend_limit spend_limits, of_period text, threshold text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT concat_ws('/', 'spend_limit', spend_limit.scope, spend_limit.scope_id, of_period, spend_limit.limit_nanos, threshold)
$$;

-- The message that a limit's threshold is reached.
CREATE FUNCTION limit_alert_message(
  spend_limit spend_limits, of_period text, settled bigint, threshold text, reaches_limit_at timestamptz, of_at timestamptz
) RETURNS outbox_messages LANGUAGE sql STABLE AS $$
  SELECT
    spend_limit.workspace_id,
    limit_alert_key(spend_limit, of_period, threshold),
    'spend_limit.alert',
    jsonb_build_object(
      'scope', spend_limit.scope, 'scopeId', spend_limit.scope_id, 'period', of_period, 'threshold', threshold,
      'limitNanos', spend_limit.limit_nanos::text, 'settledNanos', settled::text, 'reachesLimitAt', reaches_limit_at
    ),
    of_at, NULL::timestamptz
$$;

-- Queues what is due by now of a workspace's limits and was not said before.
CREATE FUNCTION queue_limit_alerts(of_workspace text, of_period text, of_at timestamptz) RETURNS void LANGUAGE sql AS $$
  INSERT INTO outbox_messages
  SELECT message.*
  FROM spend_limits AS l
  JOIN (
    SELECT 'workspace'::limit_scope AS scope, workspace_id AS scope_id, settled_nanos FROM period_spending
    WHERE workspace_id = of_workspace AND period_key = of_period
    UNION ALL
    SELECT scope, scope_id, settled_nanos FROM scope_spending WHERE workspace_id = of_workspace AND period_key = of_period
  ) AS counters USING (scope, scope_id)
  CROSS JOIN LATERAL limit_alerts(l, of_period, counters.settled_nanos, of_at) AS alert
  CROSS JOIN LATERAL limit_alert_message(l, of_period, counters.settled_nanos, alert.threshold, alert.reaches_limit_at, of_at) AS message
  WHERE l.workspace_id = of_workspace
  ON CONFLICT DO NOTHING
$$;

-- That requests are refused with less than a hundredth left counts as the whole limit: its last cents may be too few for
-- any request.
CREATE FUNCTION queue_limit_reached(
  of_workspace text, of_period text, of_scope limit_scope, of_scope_id text, of_settled bigint, of_at timestamptz
) RETURNS void LANGUAGE sql AS $$
  INSERT INTO outbox_messages
  SELECT message.*
  FROM spend_limits AS l
  CROSS JOIN LATERAL limit_alert_message(l, of_period, of_settled, '100', NULL, of_at) AS message
  WHERE l.workspace_id = of_workspace AND l.scope = of_scope AND l.scope_id = of_scope_id AND 100 = ANY (l.alert_at_percent)
    AND of_settled::numeric * 100 >= l.limit_nanos::numeric * 99
  ON CONFLICT DO NOTHING
$$;

CREATE TYPE admission AS (
  request_id uuid,
  -- admitted, rate_limited, spend_limit, insufficient_credits, plan_capacity or deployment_capacity
  verdict text,
  -- Of the caller's max_tokens, what is affordable.
  max_tokens integer,
  -- Only requests that are under way stand in its way.
  can_pass_later boolean,
  -- Of spend_limit: the limit that has the least room.
  scope limit_scope,
  limit_nanos bigint,
  settled_nanos bigint,
  held_nanos bigint,
  rate_remaining integer,
  rate_drained_at_micros bigint,
  rate_wait_micros bigint
);

-- Decides over requests in the order given, and holds for each that passes its true maximum: input_nanos and, for each
-- of max_tokens, token_nanos. Of max_tokens it grants what fits, at least min_tokens. Groups is an array of
-- { workspace_id, period_key, requests }, each workspace and period once. What is read and written is read and written
-- for all of them at once, because the start of a statement costs more than the work of a small group.
CREATE FUNCTION admit_requests(workspaces text[], groups jsonb, owner uuid) RETURNS SETOF admission LANGUAGE plpgsql AS $$
DECLARE
  unbounded CONSTANT bigint := 4000000000000000000;
  now_micros bigint;
  part record;
  request record;
  answer admission;
  hold holds;
  placed holds[] := '{}';
  periods period_spending[] := '{}';
  scopes scope_spending[] := '{}';
  funds credit_balances[] := '{}';
  loads deployment_loads[] := '{}';
  buckets rate_buckets[] := '{}';
  -- Of the workspace at hand, in any period.
  workspace text := '';
  balance bigint;
  credits_held bigint;
  open_requests integer;
  load_ids text[] := '{}';
  load_counts integer[];
  bucket_ids text[] := '{}';
  bucket_micros bigint[];
  -- Of its period at hand. The limits that may apply, the workspace's first, are found by the ids of keys and members.
  included_free bigint;
  charged_limit bigint;
  limit_ids text[];
  limit_scopes limit_scope[];
  limits bigint[];
  settled bigint[];
  held bigint[];
  held_before bigint[];
  applying integer[];
  place integer;
  tightest integer;
  room bigint;
  least_charge bigint;
  least_later bigint;
  interval_micros bigint;
  burst_micros bigint;
  drained bigint;
BEGIN
  PERFORM lock_funds(workspaces);
  PERFORM open_period(missing.workspace_id, missing.period_key), open_scopes(missing.workspace_id, missing.period_key)
  FROM jsonb_to_recordset(groups) AS missing(workspace_id text, period_key text)
  WHERE NOT EXISTS (
    SELECT FROM period_spending AS p WHERE p.workspace_id = missing.workspace_id AND p.period_key = missing.period_key
  ) OR EXISTS (
    SELECT FROM spend_limits AS l WHERE l.workspace_id = missing.workspace_id AND l.scope <> 'workspace' AND NOT EXISTS (
      SELECT FROM scope_spending AS s
      WHERE s.workspace_id = l.workspace_id AND s.period_key = missing.period_key AND s.scope = l.scope AND s.scope_id = l.scope_id
    )
  );
  now_micros := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;

  FOR part IN
    SELECT g.workspace_id, g.period_key, g.requests, b.balance_nanos, b.held_nanos AS credits_held, p.*::period_spending AS spending,
      (SELECT l.limit_nanos FROM spend_limits AS l WHERE l.workspace_id = g.workspace_id AND l.scope = 'workspace') AS limit_nanos,
      scoped.*, loaded.*, rated.*
    FROM jsonb_to_recordset(groups) AS g(workspace_id text, period_key text, requests jsonb)
    JOIN credit_balances AS b ON b.workspace_id = g.workspace_id
    JOIN period_spending AS p ON p.workspace_id = g.workspace_id AND p.period_key = g.period_key
    CROSS JOIN LATERAL (
      SELECT array_agg(l.scope_id) AS ids, array_agg(l.scope) AS kinds, array_agg(l.limit_nanos) AS limits,
        array_agg(s.settled_nanos) AS settled, array_agg(s.held_nanos) AS held
      FROM spend_limits AS l
      JOIN scope_spending AS s
        ON s.workspace_id = g.workspace_id AND s.period_key = g.period_key AND s.scope = l.scope AND s.scope_id = l.scope_id
      WHERE l.workspace_id = g.workspace_id AND l.scope <> 'workspace'
    ) AS scoped
    CROSS JOIN LATERAL (
      SELECT array_agg(l.deployment_id) AS load_ids, array_agg(l.open_requests) AS load_counts, sum(l.open_requests) AS open_requests
      FROM deployment_loads AS l WHERE l.workspace_id = g.workspace_id
    ) AS loaded
    CROSS JOIN LATERAL (
      SELECT array_agg(r.api_key_id) AS bucket_ids, array_agg(r.drained_at_micros) AS bucket_micros
      FROM rate_buckets AS r
      WHERE r.workspace_id = g.workspace_id
        AND r.api_key_id IN (SELECT asked.api_key_id FROM jsonb_to_recordset(g.requests) AS asked(api_key_id text))
    ) AS rated
    ORDER BY g.workspace_id, g.period_key
  LOOP
    IF part.workspace_id <> workspace THEN
      IF workspace <> '' THEN
        funds := funds || ROW(workspace, balance, credits_held, 0)::credit_balances;
        FOR place IN 1 .. cardinality(load_ids) LOOP
          loads := loads || ROW(workspace, load_ids[place], load_counts[place])::deployment_loads;
        END LOOP;
        FOR place IN 1 .. cardinality(bucket_ids) LOOP
          buckets := buckets || ROW(workspace, bucket_ids[place], bucket_micros[place])::rate_buckets;
        END LOOP;
      END IF;
      workspace := part.workspace_id;
      balance := part.balance_nanos;
      credits_held := part.credits_held;
      open_requests := coalesce(part.open_requests, 0);
      load_ids := coalesce(part.load_ids, '{}');
      load_counts := coalesce(part.load_counts, '{}');
      bucket_ids := coalesce(part.bucket_ids, '{}');
      bucket_micros := coalesce(part.bucket_micros, '{}');
    END IF;
    included_free := (part.spending).included_granted_nanos - (part.spending).included_used_nanos - (part.spending).included_held_nanos;
    charged_limit := (part.spending).admitted_limit_nanos;
    limit_ids := workspace || coalesce(part.ids, '{}');
    limit_scopes := 'workspace'::limit_scope || coalesce(part.kinds, '{}');
    limits := part.limit_nanos || coalesce(part.limits, '{}');
    settled := (part.spending).settled_nanos || coalesce(part.settled, '{}');
    held := (part.spending).held_nanos || coalesce(part.held, '{}');
    held_before := held;

    FOR request IN
      SELECT * FROM jsonb_to_recordset(part.requests) AS r(
        request_id uuid, api_key_id text, member_id text, deployment_id text, model_id text, price_version_id text, route text,
        is_streamed boolean, account ledger_account, input_nanos bigint, token_nanos bigint, max_tokens integer, min_tokens integer,
        requests_per_minute integer, max_concurrent integer, deployment_capacity integer, is_repeat boolean,
        placed_at timestamptz, expires_at timestamptz
      )
    LOOP
      answer := NULL;
      answer.request_id := request.request_id;
      answer.can_pass_later := false;

      interval_micros := greatest(1, 60000000 / request.requests_per_minute);
      burst_micros := interval_micros * greatest(1, request.requests_per_minute / 10);
      place := array_position(bucket_ids, request.api_key_id);
      IF place IS NULL THEN
        -- A key that asks in the workspace's second period of this call was not read with the first.
        bucket_ids := bucket_ids || request.api_key_id;
        bucket_micros := bucket_micros || coalesce((
          SELECT r.drained_at_micros FROM rate_buckets AS r
          WHERE r.workspace_id = workspace AND r.api_key_id = request.api_key_id
        ), now_micros);
        place := cardinality(bucket_ids);
      END IF;
      drained := greatest(bucket_micros[place], now_micros);
      IF NOT request.is_repeat THEN
        IF drained - now_micros + interval_micros > burst_micros THEN
          answer.verdict := 'rate_limited';
          answer.rate_remaining := 0;
          answer.rate_drained_at_micros := drained;
          answer.rate_wait_micros := drained - now_micros + interval_micros - burst_micros;
          RETURN NEXT answer;
          CONTINUE;
        END IF;
        drained := drained + interval_micros;
        bucket_micros[place] := drained;
      END IF;
      answer.rate_remaining := greatest(0, (burst_micros - (drained - now_micros)) / interval_micros);
      answer.rate_drained_at_micros := drained;

      room := unbounded;
      tightest := 1;
      applying := array_remove(
        ARRAY[1, array_position(limit_ids, request.member_id), array_position(limit_ids, request.api_key_id)], NULL
      );
      FOREACH place IN ARRAY applying LOOP
        IF limits[place] - settled[place] - held[place] < room THEN
          room := limits[place] - settled[place] - held[place];
          tightest := place;
        END IF;
      END LOOP;
      least_charge := greatest(0, request.input_nanos + request.token_nanos * request.min_tokens - included_free);
      -- The same if nothing were held by others.
      least_later := greatest(
        0, request.input_nanos + request.token_nanos * request.min_tokens
          - ((part.spending).included_granted_nanos - (part.spending).included_used_nanos)
      );
      IF least_charge > 0 AND least_charge > room THEN
        answer.verdict := 'spend_limit';
        answer.can_pass_later := true;
        FOREACH place IN ARRAY applying LOOP
          IF least_later > 0 AND least_later > limits[place] - settled[place] THEN
            answer.can_pass_later := false;
            tightest := place;
          END IF;
        END LOOP;
        answer.scope := limit_scopes[tightest];
        answer.limit_nanos := limits[tightest];
        answer.settled_nanos := settled[tightest];
        answer.held_nanos := held[tightest];
        IF NOT answer.can_pass_later THEN
          PERFORM queue_limit_reached(
            workspace, part.period_key, answer.scope, limit_ids[tightest], answer.settled_nanos, request.placed_at
          );
        END IF;
        RETURN NEXT answer;
        CONTINUE;
      END IF;

      IF request.account = 'credits' THEN
        IF least_charge > 0 AND least_charge > balance - credits_held THEN
          answer.verdict := 'insufficient_credits';
          answer.can_pass_later := least_later <= greatest(0, balance);
          RETURN NEXT answer;
          CONTINUE;
        END IF;
        room := least(room, balance - credits_held);
      END IF;

      IF open_requests >= request.max_concurrent THEN
        answer.verdict := 'plan_capacity';
        RETURN NEXT answer;
        CONTINUE;
      END IF;
      place := array_position(load_ids, request.deployment_id);
      IF place IS NULL THEN
        load_ids := load_ids || request.deployment_id;
        load_counts := load_counts || 0;
        place := cardinality(load_ids);
      END IF;
      IF load_counts[place] >= request.deployment_capacity THEN
        answer.verdict := 'deployment_capacity';
        answer.can_pass_later := true;
        RETURN NEXT answer;
        CONTINUE;
      END IF;
      load_counts[place] := load_counts[place] + 1;
      open_requests := open_requests + 1;

      answer.verdict := 'admitted';
      answer.max_tokens := CASE request.token_nanos
        WHEN 0 THEN request.max_tokens
        ELSE least(request.max_tokens, (included_free + greatest(room, 0) - request.input_nanos) / request.token_nanos)
      END;
      hold.workspace_id := workspace;
      hold.request_id := request.request_id;
      hold.period_key := part.period_key;
      hold.api_key_id := request.api_key_id;
      hold.member_id := request.member_id;
      hold.deployment_id := request.deployment_id;
      hold.model_id := request.model_id;
      hold.price_version_id := request.price_version_id;
      hold.route := request.route;
      hold.is_streamed := request.is_streamed;
      hold.account := request.account;
      hold.amount_nanos := request.input_nanos + request.token_nanos * answer.max_tokens;
      hold.included_nanos := least(hold.amount_nanos, included_free);
      hold.placed_at := request.placed_at;
      hold.expires_at := request.expires_at;
      hold.owner_id := owner;
      placed := placed || hold;
      included_free := included_free - hold.included_nanos;
      IF hold.amount_nanos > hold.included_nanos THEN
        charged_limit := limits[1];
        IF request.account = 'credits' THEN
          credits_held := credits_held + hold.amount_nanos - hold.included_nanos;
        END IF;
        FOREACH place IN ARRAY applying LOOP
          held[place] := held[place] + hold.amount_nanos - hold.included_nanos;
        END LOOP;
      END IF;
      RETURN NEXT answer;
    END LOOP;

    periods := periods || ROW(
      workspace, part.period_key, 0, 0,
      (part.spending).included_granted_nanos - (part.spending).included_used_nanos - included_free, 0, held[1], charged_limit
    )::period_spending;
    FOR place IN 2 .. cardinality(limits) LOOP
      CONTINUE WHEN held[place] = held_before[place];
      scopes := scopes || ROW(
        workspace, part.period_key, limit_scopes[place], limit_ids[place], 0, held[place], limits[place]
      )::scope_spending;
    END LOOP;
  END LOOP;
  funds := funds || ROW(workspace, balance, credits_held, 0)::credit_balances;
  FOR place IN 1 .. cardinality(load_ids) LOOP
    loads := loads || ROW(workspace, load_ids[place], load_counts[place])::deployment_loads;
  END LOOP;
  FOR place IN 1 .. cardinality(bucket_ids) LOOP
    buckets := buckets || ROW(workspace, bucket_ids[place], bucket_micros[place])::rate_buckets;
  END LOOP;

  INSERT INTO rate_buckets AS stored
  SELECT * FROM unnest(buckets)
  ON CONFLICT (workspace_id, api_key_id) DO UPDATE SET drained_at_micros = excluded.drained_at_micros
    WHERE stored.drained_at_micros <> excluded.drained_at_micros;
  IF cardinality(placed) = 0 THEN
    RETURN;
  END IF;
  INSERT INTO holds SELECT * FROM unnest(placed);
  UPDATE period_spending AS stored SET
    included_held_nanos = changed.included_held_nanos, held_nanos = changed.held_nanos,
    admitted_limit_nanos = changed.admitted_limit_nanos
  FROM unnest(periods) AS changed
  WHERE stored.workspace_id = changed.workspace_id AND stored.period_key = changed.period_key;
  UPDATE credit_balances AS stored SET held_nanos = changed.held_nanos
  FROM unnest(funds) AS changed
  WHERE stored.workspace_id = changed.workspace_id AND stored.held_nanos <> changed.held_nanos;
  INSERT INTO deployment_loads AS stored
  SELECT * FROM unnest(loads)
  ON CONFLICT (workspace_id, deployment_id) DO UPDATE SET open_requests = excluded.open_requests
    WHERE stored.open_requests <> excluded.open_requests;
  IF cardinality(scopes) > 0 THEN
    UPDATE scope_spending AS stored SET held_nanos = changed.held_nanos, admitted_limit_nanos = changed.admitted_limit_nanos
    FROM unnest(scopes) AS changed
    WHERE stored.workspace_id = changed.workspace_id AND stored.period_key = changed.period_key
      AND stored.scope = changed.scope AND stored.scope_id = changed.scope_id;
  END IF;
END
$$;

DROP FUNCTION settle_usage(jsonb);

-- Ends a settlement in which a request is charged more than was held for it.
CREATE FUNCTION refuse_charge(of_request uuid) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'request % is charged more than was held for it', of_request USING ERRCODE = 'check_violation';
END
$$;

-- Notes when the keys of some usage events were last used. Once a minute is often enough and spares the row a write
-- for each batch.
CREATE FUNCTION note_key_use(batch jsonb) RETURNS void LANGUAGE sql AS $$
  UPDATE api_keys SET last_used_at = greatest(api_keys.last_used_at, used.at)
  FROM (
    SELECT api_keys.workspace_id, api_keys.api_key_id, latest.at
    FROM (
      SELECT workspace_id, api_key_id, max(occurred_at) AS at
      FROM jsonb_to_recordset(batch) AS event(workspace_id text, api_key_id text, occurred_at timestamptz)
      GROUP BY 1, 2
    ) AS latest
    JOIN api_keys USING (workspace_id, api_key_id)
    WHERE last_used_at IS NULL OR last_used_at < latest.at - interval '1 minute'
    ORDER BY 1, 2
    FOR UPDATE OF api_keys
  ) AS used
  WHERE api_keys.workspace_id = used.workspace_id AND api_keys.api_key_id = used.api_key_id
$$;

CREATE TYPE workspace_period AS (workspace_id text, period_key text);

-- Settles a batch of usage events (a JSON array of usage_events rows) of some workspaces: ends their holds, moves the
-- money, stores the events not seen before and adds exactly these to the rollups, so that a replay changes nothing.
-- A charge without a hold is refused. Notes when keys were last used if asked to. Returns the ids that were new.
-- It is one statement after the locks, because the start of each costs more than the work of a small batch.
CREATE FUNCTION settle_usage(workspaces text[], batch jsonb, settlement text, has_key_use boolean)
RETURNS TABLE (settled_request_id uuid) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  settled record;
  due record;
BEGIN
  PERFORM FROM credit_balances WHERE workspace_id = ANY (workspaces) ORDER BY workspace_id FOR UPDATE;

  WITH event AS MATERIALIZED (
    SELECT DISTINCT ON (workspace_id, request_id) * FROM jsonb_populate_recordset(NULL::usage_events, batch)
  ),
  gone AS (
    DELETE FROM holds USING event
    WHERE holds.workspace_id = event.workspace_id AND holds.request_id = event.request_id
    RETURNING holds.*, event.settled_at, CASE
      WHEN EXISTS (
        SELECT FROM usage_events AS stored
        WHERE stored.workspace_id = holds.workspace_id AND stored.request_id = holds.request_id
      ) THEN 0
      WHEN event.amount_nanos <= holds.amount_nanos THEN event.amount_nanos
      ELSE refuse_charge(holds.request_id)
    END AS charge
  ),
  -- The included inference pays first: what an event's own hold set aside of it, and what else is free by then. So
  -- much is free after each event as was before, and what its hold gives back, less its charge, but never less than
  -- nothing: a running sum that is lifted by the lowest it has been below zero.
  summed AS (
    SELECT gone.*, open.free_before, open.free_before + sum(included_nanos - charge) OVER running AS free_unlifted
    FROM gone
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
      workspace_id, period_key, request_id, api_key_id, member_id, deployment_id, account, settled_at, included_nanos AS released_included,
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
    FROM (SELECT workspace_id, deployment_id, count(*) AS ended FROM ended GROUP BY 1, 2) AS part
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
  )
  -- Alerts are looked up only where a whole percent of a limit is passed, or its pace: that spares most settlements.
  SELECT
    array(SELECT request_id FROM stored) AS ids,
    array(
      SELECT ROW(workspace_id, period_key)::workspace_period
      FROM (SELECT * FROM periods UNION ALL SELECT * FROM scopes) AS moved
      JOIN spend_limits AS l USING (workspace_id, scope, scope_id)
      WHERE div(settled_before::numeric * 100, greatest(1, l.limit_nanos)) <> div(settled_after::numeric * 100, greatest(1, l.limit_nanos))
        OR settled_after > l.limit_nanos * period_share(period_key, (SELECT max(settled_at) FROM ended)) AND NOT EXISTS (
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

-- Notes on open holds what their requests have used until now: an array of { workspace_id, request_id, journal }. A hold
-- that is being settled needs no note.
CREATE FUNCTION journal_usage(batch jsonb) RETURNS void LANGUAGE sql AS $$
  UPDATE holds SET journal = noted.journal
  FROM (
    SELECT holds.workspace_id, holds.request_id, event.journal
    FROM jsonb_to_recordset(batch) AS event(workspace_id text, request_id uuid, journal jsonb)
    JOIN holds ON holds.workspace_id = event.workspace_id AND holds.request_id = event.request_id
    ORDER BY holds.workspace_id, holds.request_id
    FOR UPDATE OF holds SKIP LOCKED
  ) AS noted
  WHERE holds.workspace_id = noted.workspace_id AND holds.request_id = noted.request_id
$$;

-- Says that a gateway process is alive. Returns the seconds since it last did.
CREATE FUNCTION beat(process uuid) RETURNS float8 LANGUAGE sql AS $$
  INSERT INTO gateway_processes VALUES (process, clock_timestamp(), clock_timestamp())
  ON CONFLICT (process_id) DO UPDATE SET heartbeat_at = clock_timestamp()
  RETURNING extract(epoch FROM new.heartbeat_at - coalesce(old.heartbeat_at, new.heartbeat_at))::float8
$$;

-- The holds that nobody will settle: of a process that has been silent for so long, or past their expiry.
CREATE FUNCTION orphaned_holds(silence interval, at_most integer) RETURNS SETOF holds LANGUAGE sql AS $$
  SELECT holds.* FROM holds
  LEFT JOIN gateway_processes ON process_id = owner_id
  WHERE heartbeat_at IS NULL OR heartbeat_at < clock_timestamp() - silence OR expires_at < clock_timestamp()
  ORDER BY placed_at LIMIT at_most
$$;

-- Claims an idempotency key for a request, unless it is taken by one that is younger than 24 hours. Returns who has it
-- now: the request itself, or the other with what is kept of its answer.
CREATE FUNCTION claim_reply(
  of_workspace text, of_key text, of_key_hash text, of_body_hash text, of_request uuid, of_owner uuid
) RETURNS SETOF idempotent_replies LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY
  INSERT INTO idempotent_replies AS stored (
    workspace_id, api_key_id, key_hash, body_hash, request_id, owner_id, started_at
  ) VALUES (of_workspace, of_key, of_key_hash, of_body_hash, of_request, of_owner, clock_timestamp())
  ON CONFLICT (workspace_id, api_key_id, key_hash) DO UPDATE SET
    body_hash = excluded.body_hash, request_id = excluded.request_id, owner_id = excluded.owner_id,
    started_at = excluded.started_at, finished_at = NULL, headers = NULL, answer = NULL
  WHERE stored.started_at < excluded.started_at - interval '24 hours'
  RETURNING stored.*;
  -- Also a row that was not updated is locked by now, so it is still there.
  IF NOT FOUND THEN
    RETURN QUERY
    SELECT * FROM idempotent_replies WHERE workspace_id = of_workspace AND api_key_id = of_key AND key_hash = of_key_hash;
  END IF;
END
$$;

-- Settles a batch of which some rows have a claim, { key_hash, headers, answer }, on an idempotency key. The answer that
-- was served (it has headers) is kept under it, or nothing of the batch is settled: what is billed can be replayed. Of one
-- that was left or cut and billed in part, only that is kept. Without either the key is free again.
CREATE FUNCTION settle_claimed(workspaces text[], batch jsonb, settlement text, has_key_use boolean) RETURNS TABLE (settled_request_id uuid) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  settled uuid[] := array(SELECT settled_request_id FROM settle_usage(workspaces, batch, settlement, has_key_use));
  ended record;
BEGIN
  FOR ended IN
    SELECT
      workspace_id, api_key_id, claim ->> 'key_hash' AS key_hash, request_id, settled_at,
      CASE WHEN request_id = ANY (settled) THEN coalesce(claim -> 'headers', CASE WHEN amount_nanos > 0 THEN '{}'::jsonb END) END
        AS headers,
      claim ->> 'answer' AS answer
    FROM jsonb_to_recordset(batch) AS event(
      workspace_id text, api_key_id text, request_id uuid, settled_at timestamptz, amount_nanos bigint, claim jsonb
    )
    WHERE claim IS NOT NULL
    ORDER BY 1, 2, 3
  LOOP
    IF ended.headers IS NULL THEN
      DELETE FROM idempotent_replies
      WHERE workspace_id = ended.workspace_id AND api_key_id = ended.api_key_id AND key_hash = ended.key_hash
        AND request_id = ended.request_id AND finished_at IS NULL;
    ELSE
      UPDATE idempotent_replies SET finished_at = ended.settled_at, headers = ended.headers, answer = ended.answer
      WHERE workspace_id = ended.workspace_id AND api_key_id = ended.api_key_id AND key_hash = ended.key_hash
        AND request_id = ended.request_id AND finished_at IS NULL;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'request % has lost its idempotency key', ended.request_id
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
    END IF;
  END LOOP;
  RETURN QUERY SELECT unnest(settled);
END
$$;

-- Frees the idempotency keys of requests that nobody will finish: they hold nothing, and have ended otherwise, belong to
-- a process that has been silent for so long, or are older than any may be. Forgets answers after 24 hours.
CREATE FUNCTION sweep_claims(silence interval, longest interval, at_most integer) RETURNS bigint LANGUAGE sql AS $$
  WITH abandoned AS (
    SELECT claim.workspace_id, claim.api_key_id, claim.key_hash
    FROM idempotent_replies AS claim
    LEFT JOIN gateway_processes ON process_id = claim.owner_id
    WHERE finished_at IS NULL AND claim.started_at < now() - silence
      AND NOT EXISTS (
        SELECT FROM holds WHERE holds.workspace_id = claim.workspace_id AND holds.request_id = claim.request_id
      )
      AND (
        heartbeat_at IS NULL OR heartbeat_at < now() - silence OR claim.started_at < now() - longest
        OR EXISTS (
          SELECT FROM usage_events AS event
          WHERE event.workspace_id = claim.workspace_id AND event.request_id = claim.request_id
        )
      )
    ORDER BY claim.started_at LIMIT at_most
    FOR UPDATE OF claim SKIP LOCKED
  ),
  expired AS (
    SELECT workspace_id, api_key_id, key_hash FROM idempotent_replies
    WHERE finished_at < now() - interval '24 hours'
    ORDER BY finished_at LIMIT at_most
    FOR UPDATE SKIP LOCKED
  ),
  gone AS (
    DELETE FROM idempotent_replies AS stored
    USING (SELECT * FROM abandoned UNION ALL SELECT * FROM expired) AS stale
    WHERE stored.workspace_id = stale.workspace_id AND stored.api_key_id = stale.api_key_id AND stored.key_hash = stale.key_hash
    RETURNING 1
  )
  SELECT count(*) FROM gone
$$;
