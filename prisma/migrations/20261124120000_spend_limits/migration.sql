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
    "content_type" TEXT,
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

-- Takes the lock of a workspace's money, which every function below and whoever changes a limit holds first.
CREATE FUNCTION lock_funds(of_workspace text) RETURNS credit_balances LANGUAGE plpgsql AS $$
DECLARE
  funds credit_balances;
BEGIN
  SELECT * INTO funds FROM credit_balances WHERE workspace_id = of_workspace FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO credit_balances VALUES (of_workspace, 0, 0, 0) ON CONFLICT DO NOTHING;
    SELECT * INTO funds FROM credit_balances WHERE workspace_id = of_workspace FOR UPDATE;
  END IF;
  RETURN funds;
END
$$;

CREATE FUNCTION period_start(of_period text) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT make_timestamptz(left(of_period, 4)::integer, right(of_period, 2)::integer, 1, 0, 0, 0, 'UTC')
$$;

CREATE FUNCTION period_end(of_period text) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT date_add(period_start(of_period), '1 month', 'UTC')
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

-- Queues what the owners of limits asked to be told: that so many percent are settled, and that the pace leads past
-- the limit before the period ends. The message's key keeps each from being said twice.
CREATE FUNCTION queue_limit_alerts(of_workspace text, of_period text, of_at timestamptz) RETURNS void LANGUAGE sql AS $$
  INSERT INTO outbox_messages (workspace_id, message_key, topic, payload, created_at)
  SELECT
    of_workspace, concat_ws('/', 'spend_limit', scope, scope_id, of_period, limit_nanos, alert.threshold), 'spend_limit.alert',
    jsonb_build_object(
      'scope', scope, 'scopeId', scope_id, 'period', of_period, 'threshold', alert.threshold,
      'limitNanos', limit_nanos::text, 'settledNanos', counters.settled_nanos::text, 'reachesLimitAt', alert.reaches_at
    ),
    of_at
  FROM spend_limits
  JOIN (
    SELECT 'workspace'::limit_scope AS scope, workspace_id AS scope_id, settled_nanos FROM period_spending
    WHERE workspace_id = of_workspace AND period_key = of_period
    UNION ALL
    SELECT scope, scope_id, settled_nanos FROM scope_spending WHERE workspace_id = of_workspace AND period_key = of_period
  ) AS counters USING (scope, scope_id)
  CROSS JOIN LATERAL (
    SELECT percent::text AS threshold, NULL::timestamptz AS reaches_at
    FROM unnest(alert_at_percent) AS percent
    WHERE counters.settled_nanos > 0 AND counters.settled_nanos::numeric * 100 >= limit_nanos::numeric * percent
    UNION ALL
    SELECT 'pace', period_start(of_period) + (of_at - period_start(of_period)) * (limit_nanos::float8 / counters.settled_nanos)
    WHERE has_pace_alert AND counters.settled_nanos > 0 AND counters.settled_nanos < limit_nanos
      AND of_at >= period_start(of_period) + interval '3 days' AND of_at < period_end(of_period)
      AND counters.settled_nanos::numeric * extract(epoch FROM period_end(of_period) - period_start(of_period))
        > limit_nanos::numeric * extract(epoch FROM of_at - period_start(of_period))
  ) AS alert
  WHERE spend_limits.workspace_id = of_workspace
  ON CONFLICT DO NOTHING
$$;

-- That requests are refused counts as the whole limit, though its last cents may be too few for any request.
CREATE FUNCTION queue_limit_reached(
  of_workspace text, of_period text, of_scope limit_scope, of_scope_id text, of_settled bigint, of_at timestamptz
) RETURNS void LANGUAGE sql AS $$
  INSERT INTO outbox_messages (workspace_id, message_key, topic, payload, created_at)
  SELECT
    of_workspace, concat_ws('/', 'spend_limit', scope, scope_id, of_period, limit_nanos, '100'), 'spend_limit.alert',
    jsonb_build_object(
      'scope', scope, 'scopeId', scope_id, 'period', of_period, 'threshold', '100',
      'limitNanos', limit_nanos::text, 'settledNanos', of_settled::text, 'reachesLimitAt', NULL
    ),
    of_at
  FROM spend_limits
  WHERE workspace_id = of_workspace AND scope = of_scope AND scope_id = of_scope_id AND 100 = ANY (alert_at_percent)
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

-- Decides over a workspace's requests of one period in the order given, and holds for each that passes its true
-- maximum: input_nanos and, for each of max_tokens, token_nanos. Of max_tokens it grants what fits, at least min_tokens.
CREATE FUNCTION admit_workspace(of_workspace text, of_period text, requests jsonb, of_owner uuid)
RETURNS SETOF admission LANGUAGE plpgsql AS $$
DECLARE
  unbounded CONSTANT bigint := 4000000000000000000;
  now_micros CONSTANT bigint := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
  funds credit_balances := lock_funds(of_workspace);
  spending period_spending := open_period(of_workspace, of_period);
  request record;
  answer admission;
  -- The limits that may apply, the workspace's first. They are looked up by the ids of keys and members, which differ.
  limit_ids text[];
  limit_scopes limit_scope[];
  limits bigint[];
  settled bigint[];
  held bigint[];
  is_touched boolean[];
  load_ids text[];
  loads integer[];
  bucket_ids text[];
  buckets bigint[];
  open_requests integer;
  included_free bigint := spending.included_granted_nanos - spending.included_used_nanos - spending.included_held_nanos;
  credits_held bigint := funds.held_nanos;
  charged_limit bigint := spending.admitted_limit_nanos;
  place integer;
  tightest integer;
  room bigint;
  least_charge bigint;
  amount bigint;
  covered bigint;
  interval_micros bigint;
  burst_micros bigint;
  drained bigint;
BEGIN
  PERFORM FROM spend_limits
  WHERE workspace_id = of_workspace AND scope <> 'workspace' AND NOT EXISTS (
    SELECT FROM scope_spending WHERE scope_spending.workspace_id = of_workspace AND period_key = of_period
      AND scope_spending.scope = spend_limits.scope AND scope_spending.scope_id = spend_limits.scope_id
  );
  IF FOUND THEN
    PERFORM open_scopes(of_workspace, of_period);
  END IF;

  SELECT array_agg(l.scope_id), array_agg(l.scope), array_agg(l.limit_nanos), array_agg(s.settled_nanos), array_agg(s.held_nanos)
  INTO limit_ids, limit_scopes, limits, settled, held
  FROM spend_limits AS l
  JOIN scope_spending AS s ON s.workspace_id = of_workspace AND s.period_key = of_period AND s.scope = l.scope AND s.scope_id = l.scope_id
  WHERE l.workspace_id = of_workspace AND l.scope <> 'workspace';
  limit_ids := of_workspace || coalesce(limit_ids, '{}');
  limit_scopes := 'workspace'::limit_scope || coalesce(limit_scopes, '{}');
  limits := (SELECT l.limit_nanos FROM spend_limits AS l WHERE l.workspace_id = of_workspace AND l.scope = 'workspace') || coalesce(limits, '{}');
  settled := spending.settled_nanos || coalesce(settled, '{}');
  held := spending.held_nanos || coalesce(held, '{}');
  is_touched := array_fill(false, ARRAY[cardinality(limits)]);

  SELECT coalesce(array_agg(l.deployment_id), '{}'), coalesce(array_agg(l.open_requests), '{}'), coalesce(sum(l.open_requests), 0)
  INTO load_ids, loads, open_requests
  FROM deployment_loads AS l WHERE l.workspace_id = of_workspace;

  SELECT coalesce(array_agg(b.api_key_id), '{}'), coalesce(array_agg(b.drained_at_micros), '{}')
  INTO bucket_ids, buckets
  FROM rate_buckets AS b
  WHERE b.workspace_id = of_workspace AND b.api_key_id IN (SELECT value ->> 'api_key_id' FROM jsonb_array_elements(requests));

  FOR request IN
    SELECT * FROM jsonb_to_recordset(requests) AS r(
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
      bucket_ids := bucket_ids || request.api_key_id;
      buckets := buckets || now_micros;
      place := cardinality(buckets);
    END IF;
    drained := greatest(buckets[place], now_micros);
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
      buckets[place] := drained;
    END IF;
    answer.rate_remaining := greatest(0, (burst_micros - (drained - now_micros)) / interval_micros);
    answer.rate_drained_at_micros := drained;

    room := unbounded;
    tightest := 1;
    FOREACH place IN ARRAY ARRAY[1, array_position(limit_ids, request.member_id), array_position(limit_ids, request.api_key_id)] LOOP
      IF limits[place] - settled[place] - held[place] < room THEN
        room := limits[place] - settled[place] - held[place];
        tightest := place;
      END IF;
    END LOOP;
    least_charge := greatest(0, request.input_nanos + request.token_nanos * request.min_tokens - included_free);
    IF least_charge > 0 AND least_charge > room THEN
      answer.verdict := 'spend_limit';
      answer.can_pass_later := least_charge <= limits[tightest] - settled[tightest];
      answer.scope := limit_scopes[tightest];
      answer.limit_nanos := limits[tightest];
      answer.settled_nanos := settled[tightest];
      answer.held_nanos := held[tightest];
      IF NOT answer.can_pass_later THEN
        PERFORM queue_limit_reached(
          of_workspace, of_period, answer.scope, limit_ids[tightest], answer.settled_nanos, request.placed_at
        );
      END IF;
      RETURN NEXT answer;
      CONTINUE;
    END IF;

    IF request.account = 'credits' THEN
      IF least_charge > 0 AND least_charge > funds.balance_nanos - credits_held THEN
        answer.verdict := 'insufficient_credits';
        answer.can_pass_later := least_charge <= funds.balance_nanos;
        RETURN NEXT answer;
        CONTINUE;
      END IF;
      room := least(room, funds.balance_nanos - credits_held);
    END IF;

    IF open_requests >= request.max_concurrent THEN
      answer.verdict := 'plan_capacity';
      RETURN NEXT answer;
      CONTINUE;
    END IF;
    place := array_position(load_ids, request.deployment_id);
    IF place IS NULL THEN
      load_ids := load_ids || request.deployment_id;
      loads := loads || 0;
      place := cardinality(loads);
    END IF;
    IF loads[place] >= request.deployment_capacity THEN
      answer.verdict := 'deployment_capacity';
      answer.can_pass_later := true;
      RETURN NEXT answer;
      CONTINUE;
    END IF;
    loads[place] := loads[place] + 1;
    open_requests := open_requests + 1;

    answer.verdict := 'admitted';
    answer.max_tokens := CASE request.token_nanos
      WHEN 0 THEN request.max_tokens
      ELSE least(request.max_tokens, (included_free + greatest(room, 0) - request.input_nanos) / request.token_nanos)
    END;
    amount := request.input_nanos + request.token_nanos * answer.max_tokens;
    covered := least(amount, included_free);
    INSERT INTO holds (
      workspace_id, request_id, period_key, api_key_id, member_id, deployment_id, model_id, price_version_id, route,
      is_streamed, account, amount_nanos, included_nanos, placed_at, expires_at, owner_id
    ) VALUES (
      of_workspace, request.request_id, of_period, request.api_key_id, request.member_id, request.deployment_id,
      request.model_id, request.price_version_id, request.route, request.is_streamed, request.account, amount, covered,
      request.placed_at, request.expires_at, of_owner
    );
    included_free := included_free - covered;
    IF amount > covered THEN
      charged_limit := limits[1];
      IF request.account = 'credits' THEN
        credits_held := credits_held + amount - covered;
      END IF;
      FOREACH place IN ARRAY ARRAY[1, array_position(limit_ids, request.member_id), array_position(limit_ids, request.api_key_id)] LOOP
        CONTINUE WHEN place IS NULL;
        held[place] := held[place] + amount - covered;
        is_touched[place] := true;
      END LOOP;
    END IF;
    RETURN NEXT answer;
  END LOOP;

  UPDATE period_spending SET
    included_held_nanos = spending.included_granted_nanos - spending.included_used_nanos - included_free,
    held_nanos = held[1],
    admitted_limit_nanos = charged_limit
  WHERE workspace_id = of_workspace AND period_key = of_period;
  IF credits_held <> funds.held_nanos THEN
    UPDATE credit_balances SET held_nanos = credits_held WHERE workspace_id = of_workspace;
  END IF;
  FOR place IN 2 .. cardinality(limits) LOOP
    CONTINUE WHEN NOT is_touched[place];
    UPDATE scope_spending SET held_nanos = held[place], admitted_limit_nanos = limits[place]
    WHERE workspace_id = of_workspace AND period_key = of_period AND scope = limit_scopes[place] AND scope_id = limit_ids[place];
  END LOOP;
  INSERT INTO deployment_loads AS stored
  SELECT of_workspace, deployment_id, load FROM unnest(load_ids, loads) AS changed(deployment_id, load)
  ON CONFLICT (workspace_id, deployment_id) DO UPDATE SET open_requests = excluded.open_requests
    WHERE stored.open_requests <> excluded.open_requests;
  INSERT INTO rate_buckets AS stored
  SELECT of_workspace, api_key_id, drained_at FROM unnest(bucket_ids, buckets) AS changed(api_key_id, drained_at)
  ON CONFLICT (workspace_id, api_key_id) DO UPDATE SET drained_at_micros = excluded.drained_at_micros
    WHERE stored.drained_at_micros <> excluded.drained_at_micros;
END
$$;

-- Admits a group, an array of { workspace_id, period_key, requests }, in one transaction. Every function that locks the
-- funds of several workspaces does so in the same order.
CREATE FUNCTION admit_requests(groups jsonb, owner uuid) RETURNS SETOF admission LANGUAGE plpgsql AS $$
DECLARE
  part record;
BEGIN
  FOR part IN
    SELECT * FROM jsonb_to_recordset(groups) AS g(workspace_id text, period_key text, requests jsonb)
    ORDER BY workspace_id, period_key
  LOOP
    RETURN QUERY SELECT * FROM admit_workspace(part.workspace_id, part.period_key, part.requests, owner);
  END LOOP;
END
$$;

-- Ends a workspace's holds of one period: gives back what they held, draws the charges from the included inference
-- and then from the account of each, and writes one ledger entry. Returns the included part of each charge, in order.
CREATE FUNCTION close_holds(
  of_workspace text, of_period text, closed holds[], charges bigint[], settlement text, settled_at timestamptz
) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
  spending period_spending := open_period(of_workspace, of_period);
  included_free bigint := spending.included_granted_nanos - spending.included_used_nanos - spending.included_held_nanos;
  hold holds;
  covered bigint[];
  covered_nanos bigint := 0;
  released_nanos bigint := 0;
  released_credits bigint := 0;
  charged_credits bigint := 0;
  charged_receivable bigint := 0;
  own bigint;
BEGIN
  FOR place IN 1 .. cardinality(closed) LOOP
    hold := closed[place];
    IF charges[place] > hold.amount_nanos THEN
      RAISE EXCEPTION 'request % is charged more than was held for it', hold.request_id USING ERRCODE = 'check_violation';
    END IF;
    included_free := included_free + hold.included_nanos;
    own := least(charges[place], included_free);
    included_free := included_free - own;
    covered := covered || own;
    covered_nanos := covered_nanos + own;
    released_nanos := released_nanos + hold.amount_nanos - hold.included_nanos;
    IF hold.account = 'credits' THEN
      released_credits := released_credits + hold.amount_nanos - hold.included_nanos;
      charged_credits := charged_credits + charges[place] - own;
    ELSE
      charged_receivable := charged_receivable + charges[place] - own;
    END IF;
  END LOOP;

  UPDATE period_spending SET
    included_used_nanos = included_used_nanos + covered_nanos,
    included_held_nanos = included_granted_nanos - included_used_nanos - covered_nanos - included_free,
    settled_nanos = settled_nanos + charged_credits + charged_receivable,
    held_nanos = held_nanos - released_nanos
  WHERE workspace_id = of_workspace AND period_key = of_period;
  IF released_credits > 0 THEN
    UPDATE credit_balances SET balance_nanos = balance_nanos - charged_credits, held_nanos = held_nanos - released_credits
    WHERE workspace_id = of_workspace;
  END IF;
  UPDATE scope_spending AS stored SET
    settled_nanos = stored.settled_nanos + part.charged, held_nanos = stored.held_nanos - part.released
  FROM (
    SELECT scope_id, sum(charge - own_included) AS charged, sum(amount_nanos - included_nanos) AS released
    FROM unnest(closed, charges, covered) AS ended(
      workspace_id, request_id, period_key, api_key_id, member_id, deployment_id, model_id, price_version_id, route, is_streamed,
      account, amount_nanos, included_nanos, placed_at, expires_at, owner_id, journal, charge, own_included
    )
    CROSS JOIN LATERAL (VALUES (api_key_id), (member_id)) AS scopes(scope_id)
    GROUP BY scope_id
  ) AS part
  WHERE stored.workspace_id = of_workspace AND stored.period_key = of_period AND stored.scope_id = part.scope_id;
  UPDATE deployment_loads AS stored SET open_requests = stored.open_requests - part.ended
  FROM (SELECT deployment_id, count(*) AS ended FROM unnest(closed) GROUP BY deployment_id) AS part
  WHERE stored.workspace_id = of_workspace AND stored.deployment_id = part.deployment_id;

  INSERT INTO credit_entries (
    workspace_id, credit_entry_id, from_account, to_account, cause, amount_nanos, period_key, reference, at
  )
  SELECT of_workspace, settlement, line.account::ledger_account, 'usage', 'usage', line.nanos, of_period, NULL, settled_at
  FROM (VALUES ('included', covered_nanos), ('credits', charged_credits), ('receivable', charged_receivable)) AS line(account, nanos)
  WHERE line.nanos > 0;
  IF charged_credits + charged_receivable > 0 THEN
    PERFORM queue_limit_alerts(of_workspace, of_period, settled_at);
  END IF;
  RETURN covered;
END
$$;

DROP FUNCTION settle_usage(jsonb);

-- Settles a batch of usage events (a JSON array of usage_events rows): ends their holds, moves the money, stores the
-- events not seen before and adds exactly these to the rollups, so that a replay changes nothing. Rows are taken in
-- key order, so that batches cannot deadlock. A charge without a hold is refused. Returns the ids that were new.
CREATE FUNCTION settle_usage(batch jsonb, settlement text) RETURNS TABLE (settled_request_id uuid) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  part record;
  ended_ids uuid[] := '{}';
  ended_included bigint[] := '{}';
BEGIN
  PERFORM FROM credit_balances
  WHERE workspace_id IN (SELECT DISTINCT value ->> 'workspace_id' FROM jsonb_array_elements(batch))
  ORDER BY workspace_id FOR UPDATE;

  FOR part IN
    WITH gone AS (
      DELETE FROM holds
      USING jsonb_to_recordset(batch) AS event(workspace_id text, request_id uuid, amount_nanos bigint, settled_at timestamptz)
      WHERE holds.workspace_id = event.workspace_id AND holds.request_id = event.request_id
      RETURNING holds, event.amount_nanos, event.settled_at
    ),
    ended AS (
      SELECT (holds).*, holds AS hold, settled_at, CASE
        WHEN EXISTS (
          SELECT FROM usage_events AS stored
          WHERE stored.workspace_id = (holds).workspace_id AND stored.request_id = (holds).request_id
        ) THEN 0 ELSE gone.amount_nanos END AS charge
      FROM gone
      ORDER BY (holds).workspace_id, (holds).request_id
    )
    SELECT
      workspace_id, period_key, array_agg(hold) AS closed, array_agg(charge) AS charges, array_agg(request_id) AS ids,
      max(settled_at) AS settled_at
    FROM ended GROUP BY workspace_id, period_key ORDER BY workspace_id, period_key
  LOOP
    ended_ids := ended_ids || part.ids;
    ended_included := ended_included
      || close_holds(part.workspace_id, part.period_key, part.closed, part.charges, settlement, part.settled_at);
  END LOOP;

  RETURN QUERY
  WITH settled AS (
    INSERT INTO usage_events (
      workspace_id, request_id, occurred_at, settled_at, route, model_id, api_key_id, member_id, deployment_id, price_version_id,
      outcome, error_class, http_status, is_streamed, input_tokens, cached_input_tokens, output_tokens, total_tokens,
      input_nanos, cached_input_nanos, output_nanos, amount_nanos, latency_ms, first_byte_ms, included_nanos, credit_entry_id
    )
    SELECT
      workspace_id, request_id, occurred_at, settled_at, route, model_id, api_key_id, member_id, deployment_id, price_version_id,
      outcome, error_class, http_status, is_streamed, input_tokens, cached_input_tokens, output_tokens, total_tokens,
      input_nanos, cached_input_nanos, output_nanos, amount_nanos, latency_ms, first_byte_ms,
      coalesce(ended.included, 0), CASE WHEN ended.request_id IS NOT NULL AND amount_nanos > 0 THEN settlement END
    FROM jsonb_populate_recordset(NULL::usage_events, batch) AS event
    LEFT JOIN unnest(ended_ids, ended_included) AS ended(request_id, included) USING (request_id)
    WHERE ended.request_id IS NOT NULL OR amount_nanos = 0 OR NOT EXISTS (
      SELECT FROM usage_events AS stored
      WHERE stored.workspace_id = event.workspace_id AND stored.request_id = event.request_id
    )
    ORDER BY workspace_id, request_id
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
    FROM settled
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
  latest_uses AS (
    SELECT workspace_id, api_key_id, max(occurred_at) AS used_at FROM settled GROUP BY 1, 2
  ),
  used_keys AS (
    -- Once a minute is often enough for "last used" and spares the row a write for each batch.
    SELECT workspace_id, api_key_id, used_at
    FROM latest_uses JOIN api_keys USING (workspace_id, api_key_id)
    WHERE last_used_at IS NULL OR last_used_at < used_at - interval '1 minute'
    ORDER BY 1, 2
    FOR UPDATE OF api_keys
  ),
  touched_keys AS (
    UPDATE api_keys SET last_used_at = greatest(api_keys.last_used_at, used_keys.used_at)
    FROM used_keys
    WHERE api_keys.workspace_id = used_keys.workspace_id AND api_keys.api_key_id = used_keys.api_key_id
  )
  SELECT request_id FROM settled;
END
$$;

-- Notes on open holds what their requests have used until now: an array of { workspace_id, request_id, journal }.
CREATE FUNCTION journal_usage(batch jsonb) RETURNS void LANGUAGE sql AS $$
  UPDATE holds SET journal = noted.journal
  FROM jsonb_to_recordset(batch) AS noted(workspace_id text, request_id uuid, journal jsonb)
  WHERE holds.workspace_id = noted.workspace_id AND holds.request_id = noted.request_id
$$;

-- Says that a gateway process is alive.
CREATE FUNCTION beat(process uuid) RETURNS void LANGUAGE sql AS $$
  INSERT INTO gateway_processes VALUES (process, clock_timestamp(), clock_timestamp())
  ON CONFLICT (process_id) DO UPDATE SET heartbeat_at = clock_timestamp()
$$;

-- The holds that nobody will settle: of a process that has been silent for so long, or past their expiry.
CREATE FUNCTION orphaned_holds(silence interval, at_most integer) RETURNS SETOF holds LANGUAGE sql AS $$
  SELECT holds.* FROM holds
  LEFT JOIN gateway_processes ON process_id = owner_id
  WHERE heartbeat_at IS NULL OR heartbeat_at < clock_timestamp() - silence OR expires_at < clock_timestamp()
  ORDER BY placed_at LIMIT at_most
$$;
