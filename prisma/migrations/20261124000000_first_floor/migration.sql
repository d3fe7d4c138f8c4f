-- CreateEnum
CREATE TYPE "deployment_mode" AS ENUM ('flex', 'active');

-- CreateEnum
CREATE TYPE "deployment_state" AS ENUM ('provisioning', 'active', 'scaling', 'stopped', 'failed');

-- CreateEnum
CREATE TYPE "usage_outcome" AS ENUM ('succeeded', 'client_closed', 'failed');

-- CreateEnum
CREATE TYPE "usage_error_class" AS ENUM ('caller', 'rate_limited', 'spend_limit', 'server');

-- CreateEnum
CREATE TYPE "rollup_resolution" AS ENUM ('quarter_hour', 'day');

-- CreateEnum
CREATE TYPE "plan" AS ENUM ('starter', 'pro', 'team', 'enterprise');

-- CreateEnum
CREATE TYPE "role" AS ENUM ('owner', 'admin', 'billing', 'member', 'viewer');

-- CreateTable
CREATE TABLE "api_keys" (
    "workspace_id" TEXT NOT NULL,
    "api_key_id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "created_by_user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("workspace_id","api_key_id")
);

-- CreateTable
CREATE TABLE "api_key_secrets" (
    "workspace_id" TEXT NOT NULL,
    "secret_hash" TEXT NOT NULL,
    "api_key_id" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_secrets_pkey" PRIMARY KEY ("workspace_id","secret_hash")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "workspace_id" TEXT NOT NULL,
    "audit_entry_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_type" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target_type" TEXT NOT NULL,
    "target_id" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "ip" TEXT,
    "request_id" TEXT,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("workspace_id","audit_entry_id")
);

-- CreateTable
CREATE TABLE "deployments" (
    "workspace_id" TEXT NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "mode" "deployment_mode" NOT NULL,
    "gpu_tier" TEXT NOT NULL,
    "min_replicas" INTEGER NOT NULL,
    "max_replicas" INTEGER NOT NULL,
    "state" "deployment_state" NOT NULL,
    "upstream_url" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "deployments_pkey" PRIMARY KEY ("workspace_id","deployment_id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT,
    "email_verified_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "token_hash" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip" TEXT,
    "user_agent" TEXT,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "sign_in_tokens" (
    "email" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_tokens_pkey" PRIMARY KEY ("email","token_hash")
);

-- CreateTable
CREATE TABLE "sign_in_attempts" (
    "id" TEXT NOT NULL,
    "email_hash" TEXT NOT NULL,
    "ip_hash" TEXT NOT NULL,
    "attempted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_attempts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "local_mails" (
    "id" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "local_mails_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "price_versions" (
    "price_version_id" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "mode" "deployment_mode" NOT NULL,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "input_nanos" BIGINT NOT NULL,
    "cached_input_nanos" BIGINT,
    "output_nanos" BIGINT NOT NULL,

    CONSTRAINT "price_versions_pkey" PRIMARY KEY ("price_version_id")
);

-- CreateTable
CREATE TABLE "usage_events" (
    "workspace_id" TEXT NOT NULL,
    "request_id" UUID NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3) NOT NULL,
    "route" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "api_key_id" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "price_version_id" TEXT,
    "outcome" "usage_outcome" NOT NULL,
    "error_class" "usage_error_class",
    "http_status" SMALLINT NOT NULL,
    "is_streamed" BOOLEAN NOT NULL,
    "input_tokens" INTEGER NOT NULL,
    "cached_input_tokens" INTEGER NOT NULL,
    "output_tokens" INTEGER NOT NULL,
    "total_tokens" INTEGER NOT NULL,
    "input_nanos" BIGINT NOT NULL,
    "cached_input_nanos" BIGINT NOT NULL,
    "output_nanos" BIGINT NOT NULL,
    "amount_nanos" BIGINT NOT NULL,
    "latency_ms" INTEGER NOT NULL,
    "first_byte_ms" INTEGER,

    CONSTRAINT "usage_events_pkey" PRIMARY KEY ("workspace_id","request_id")
) PARTITION BY RANGE ("request_id");

-- CreateTable
CREATE TABLE "usage_rollups" (
    "workspace_id" TEXT NOT NULL,
    "resolution" "rollup_resolution" NOT NULL,
    "bucket_start" TIMESTAMPTZ(3) NOT NULL,
    "model_id" TEXT NOT NULL,
    "api_key_id" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "request_count" BIGINT NOT NULL,
    "client_closed_count" BIGINT NOT NULL,
    "caller_error_count" BIGINT NOT NULL,
    "rate_limited_count" BIGINT NOT NULL,
    "spend_limit_count" BIGINT NOT NULL,
    "server_error_count" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "cached_input_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "input_nanos" BIGINT NOT NULL,
    "cached_input_nanos" BIGINT NOT NULL,
    "output_nanos" BIGINT NOT NULL,
    "amount_nanos" BIGINT NOT NULL,

    CONSTRAINT "usage_rollups_pkey" PRIMARY KEY ("workspace_id","resolution","bucket_start","model_id","api_key_id","member_id","deployment_id")
);

-- CreateTable
CREATE TABLE "workspaces" (
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "plan" "plan" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "workspaces_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateTable
CREATE TABLE "workspace_slugs" (
    "slug" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,

    CONSTRAINT "workspace_slugs_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "members" (
    "workspace_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "members_pkey" PRIMARY KEY ("workspace_id","user_id")
);

-- CreateIndex
CREATE INDEX "api_key_secrets_secret_hash_idx" ON "api_key_secrets"("secret_hash");

-- CreateIndex
CREATE INDEX "audit_entries_workspace_id_at_idx" ON "audit_entries"("workspace_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "sign_in_attempts_email_hash_attempted_at_idx" ON "sign_in_attempts"("email_hash", "attempted_at");

-- CreateIndex
CREATE INDEX "sign_in_attempts_ip_hash_attempted_at_idx" ON "sign_in_attempts"("ip_hash", "attempted_at");

-- CreateIndex
CREATE INDEX "local_mails_sent_at_idx" ON "local_mails"("sent_at");

-- CreateIndex
CREATE UNIQUE INDEX "price_versions_model_id_mode_effective_at_key" ON "price_versions"("model_id", "mode", "effective_at");

-- CreateIndex
CREATE UNIQUE INDEX "workspace_slugs_workspace_id_key" ON "workspace_slugs"("workspace_id");

-- CreateIndex
CREATE INDEX "members_user_id_idx" ON "members"("user_id");

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("workspace_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key_secrets" ADD CONSTRAINT "api_key_secrets_workspace_id_api_key_id_fkey" FOREIGN KEY ("workspace_id", "api_key_id") REFERENCES "api_keys"("workspace_id", "api_key_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("workspace_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workspace_slugs" ADD CONSTRAINT "workspace_slugs_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("workspace_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("workspace_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- Beyond the language of Prisma: partitions, checks, functions, triggers.

-- A request id is a UUID of version 7, so ranges of ids are ranges of time.
CREATE FUNCTION usage_month_floor(month date) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT (lpad(to_hex((extract(epoch FROM month::timestamp) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- Requests of a month without a partition land here rather than fail.
CREATE TABLE usage_events_default PARTITION OF usage_events DEFAULT;

-- Makes the partitions that are missing from a first month on to three months ahead of today. A month whose events
-- already lie in the default partition takes them over, for which that one has to stand aside.
CREATE FUNCTION ensure_usage_partitions(first_month date, today date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  month date := date_trunc('month', first_month)::date;
  partition_name text;
  first_id uuid;
  next_id uuid;
  has_early_events boolean;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('ensure_usage_partitions'));
  WHILE month <= today + interval '3 months' LOOP
    partition_name := 'usage_events_' || to_char(month, 'YYYY_MM');
    first_id := usage_month_floor(month);
    next_id := usage_month_floor((month + interval '1 month')::date);
    IF to_regclass(partition_name) IS NULL THEN
      has_early_events := EXISTS (
        SELECT FROM usage_events_default WHERE request_id >= first_id AND request_id < next_id
      );
      IF has_early_events THEN
        ALTER TABLE usage_events DETACH PARTITION usage_events_default;
      END IF;
      EXECUTE format(
        'CREATE TABLE %I PARTITION OF usage_events FOR VALUES FROM (%L) TO (%L)', partition_name, first_id, next_id
      );
      IF has_early_events THEN
        INSERT INTO usage_events SELECT * FROM usage_events_default WHERE request_id >= first_id AND request_id < next_id;
        DELETE FROM usage_events_default WHERE request_id >= first_id AND request_id < next_id;
        ALTER TABLE usage_events ATTACH PARTITION usage_events_default DEFAULT;
      END IF;
    END IF;
    month := (month + interval '1 month')::date;
  END LOOP;
END
$$;

ALTER TABLE usage_events
  ADD CONSTRAINT usage_events_time_is_the_ids CHECK (
    uuid_extract_version(request_id) = 7 AND occurred_at IS NOT DISTINCT FROM uuid_extract_timestamp(request_id)
  ),
  ADD CONSTRAINT usage_events_tokens_are_disjoint CHECK (
    input_tokens >= 0 AND cached_input_tokens >= 0 AND output_tokens >= 0
    AND total_tokens = input_tokens + cached_input_tokens + output_tokens
  ),
  ADD CONSTRAINT usage_events_amount_is_the_sum CHECK (
    input_nanos >= 0 AND cached_input_nanos >= 0 AND output_nanos >= 0
    AND amount_nanos = input_nanos + cached_input_nanos + output_nanos
  ),
  ADD CONSTRAINT usage_events_failed_costs_nothing CHECK (outcome <> 'failed' OR (total_tokens = 0 AND amount_nanos = 0)),
  ADD CONSTRAINT usage_events_failed_has_a_class CHECK ((outcome = 'failed') = (error_class IS NOT NULL)),
  ADD CONSTRAINT usage_events_served_has_a_price CHECK (outcome = 'failed' OR price_version_id IS NOT NULL);

ALTER TABLE price_versions
  ADD CONSTRAINT price_versions_not_negative CHECK (
    input_nanos >= 0 AND output_nanos >= 0 AND (cached_input_nanos IS NULL OR cached_input_nanos >= 0)
  );

ALTER TABLE deployments
  ADD CONSTRAINT deployments_replicas CHECK (min_replicas >= 0 AND max_replicas >= min_replicas);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'object_not_in_prerequisite_state';
END
$$;

CREATE TRIGGER usage_events_append_only BEFORE UPDATE OR DELETE ON usage_events
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER usage_events_never_emptied BEFORE TRUNCATE ON usage_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER price_versions_append_only BEFORE UPDATE OR DELETE ON price_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER price_versions_never_emptied BEFORE TRUNCATE ON price_versions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entries_never_emptied BEFORE TRUNCATE ON audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Gateways forget what they remember of a workspace when its keys, deployments or plan change.
CREATE FUNCTION announce_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('weir_changes', coalesce(NEW.workspace_id, OLD.workspace_id));
  RETURN NULL;
END
$$;

CREATE TRIGGER api_keys_changed AFTER INSERT OR DELETE OR UPDATE OF expires_at, revoked_at ON api_keys
  FOR EACH ROW EXECUTE FUNCTION announce_change();
CREATE TRIGGER api_key_secrets_changed AFTER INSERT OR DELETE OR UPDATE ON api_key_secrets
  FOR EACH ROW EXECUTE FUNCTION announce_change();
CREATE TRIGGER deployments_changed AFTER INSERT OR DELETE OR UPDATE ON deployments
  FOR EACH ROW EXECUTE FUNCTION announce_change();
CREATE TRIGGER workspaces_changed AFTER UPDATE OF plan ON workspaces
  FOR EACH ROW EXECUTE FUNCTION announce_change();

CREATE FUNCTION announce_prices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('weir_changes', 'prices');
  RETURN NULL;
END
$$;

CREATE TRIGGER price_versions_changed AFTER INSERT ON price_versions
  FOR EACH STATEMENT EXECUTE FUNCTION announce_prices();

-- Settles a batch of usage events (a JSON array of usage_events rows): stores those not seen before and adds exactly
-- these to the rollups, so that a replay changes nothing. Rows are taken in key order, so that batches cannot deadlock.
-- Returns the ids that were new.
CREATE FUNCTION settle_usage(batch jsonb) RETURNS TABLE (settled_request_id uuid) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH settled AS (
    INSERT INTO usage_events
    SELECT * FROM jsonb_populate_recordset(NULL::usage_events, batch)
    ORDER BY workspace_id, request_id
    ON CONFLICT (workspace_id, request_id) DO NOTHING
    RETURNING *
  ),
  rolled_up AS (
    INSERT INTO usage_rollups AS rollup (
      workspace_id, resolution, bucket_start, model_id, api_key_id, member_id, deployment_id,
      request_count, client_closed_count, caller_error_count, rate_limited_count, spend_limit_count, server_error_count,
      input_tokens, cached_input_tokens, output_tokens,
      input_nanos, cached_input_nanos, output_nanos, amount_nanos
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
      sum(input_nanos), sum(cached_input_nanos), sum(output_nanos), sum(amount_nanos)
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
      amount_nanos = rollup.amount_nanos + excluded.amount_nanos
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
