-- CreateEnum
CREATE TYPE "usage_status" AS ENUM ('succeeded', 'client_closed', 'interrupted', 'caller', 'rate_limited', 'spend_limit', 'server');

-- CreateTable
CREATE TABLE "status_rollups" (
    "workspace_id" TEXT NOT NULL,
    "resolution" "rollup_resolution" NOT NULL,
    "status" "usage_status" NOT NULL,
    "bucket_start" TIMESTAMPTZ(3) NOT NULL,
    "model_id" TEXT NOT NULL,
    "api_key_id" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "request_count" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "cached_input_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "input_nanos" BIGINT NOT NULL,
    "cached_input_nanos" BIGINT NOT NULL,
    "output_nanos" BIGINT NOT NULL,
    "amount_nanos" BIGINT NOT NULL,
    "included_nanos" BIGINT NOT NULL,
    "latency_buckets" SMALLINT[],
    "latency_counts" BIGINT[],

    CONSTRAINT "status_rollups_pkey" PRIMARY KEY ("workspace_id","resolution","status","bucket_start","model_id","api_key_id","member_id","deployment_id")
);

-- CreateTable
CREATE TABLE "prefix_rollups" (
    "workspace_id" TEXT NOT NULL,
    "until_hour" TIMESTAMPTZ(3) NOT NULL,
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
    "included_nanos" BIGINT NOT NULL,

    CONSTRAINT "prefix_rollups_pkey" PRIMARY KEY ("workspace_id","until_hour","model_id","api_key_id","member_id","deployment_id")
);

-- CreateTable
CREATE TABLE "latency_rollups" (
    "workspace_id" TEXT NOT NULL,
    "resolution" "rollup_resolution" NOT NULL,
    "bucket_start" TIMESTAMPTZ(3) NOT NULL,
    "latency_buckets" SMALLINT[],
    "latency_counts" BIGINT[],

    CONSTRAINT "latency_rollups_pkey" PRIMARY KEY ("workspace_id","resolution","bucket_start")
);

-- CreateTable
CREATE TABLE "usage_digests" (
    "workspace_id" TEXT NOT NULL,
    "digested_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "usage_digests_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateTable
CREATE TABLE "reconciliations" (
    "workspace_id" TEXT NOT NULL,
    "period_key" TEXT NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "request_count" BIGINT NOT NULL,
    "events_nanos" BIGINT NOT NULL,
    "rollup_nanos" BIGINT NOT NULL,
    "day_rollup_nanos" BIGINT NOT NULL,
    "ledger_nanos" BIGINT NOT NULL,
    "counters_nanos" BIGINT,
    "included_nanos" BIGINT NOT NULL,
    "rollup_included_nanos" BIGINT NOT NULL,
    "ledger_included_nanos" BIGINT NOT NULL,
    "counters_included_nanos" BIGINT,

    CONSTRAINT "reconciliations_pkey" PRIMARY KEY ("workspace_id","period_key")
);


-- Beyond the language of Prisma: checks, functions.

ALTER TABLE status_rollups
  ADD CONSTRAINT status_rollups_counts_have_buckets CHECK (cardinality(latency_buckets) = cardinality(latency_counts)),
  ADD CONSTRAINT status_rollups_amount_is_the_sum CHECK (amount_nanos = input_nanos + cached_input_nanos + output_nanos);

ALTER TABLE latency_rollups
  ADD CONSTRAINT latency_rollups_counts_have_buckets CHECK (cardinality(latency_buckets) = cardinality(latency_counts));

-- The first request id of an instant: a request id is a UUID of version 7, so ranges of ids are ranges of time.
CREATE FUNCTION usage_id_floor(instant timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT (lpad(to_hex((extract(epoch FROM instant) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- The bucket of a latency: each is a tenth longer than the one before, so that its middle is right within 5%.
CREATE FUNCTION latency_bucket(latency_ms integer) RETURNS smallint LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT floor(ln(greatest(latency_ms, 1)::float8) / ln(1.1::float8))::smallint
$$;

-- Digests a workspace's events of whole quarter hours: sums and latencies by status, which settlement does not keep. It
-- replaces what was digested of them before, and the days they lie in, so it may be done again at any time.
CREATE FUNCTION digest_usage(of_workspace text, from_at timestamptz, until_at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  first_day timestamptz := date_trunc('day', from_at, 'UTC');
  days_end timestamptz := date_add(date_trunc('day', until_at - interval '1 millisecond', 'UTC'), '1 day', 'UTC');
  digested bigint;
BEGIN
  -- The row is the lock: of two who digest the same, the other does it again afterwards.
  INSERT INTO usage_digests VALUES (of_workspace, from_at)
  ON CONFLICT (workspace_id) DO UPDATE SET digested_until = usage_digests.digested_until;

  DELETE FROM status_rollups
  WHERE workspace_id = of_workspace AND status = ANY (enum_range(NULL::usage_status)) AND (
    resolution = 'quarter_hour' AND bucket_start >= from_at AND bucket_start < until_at
    OR resolution = 'day' AND bucket_start >= first_day AND bucket_start < until_at
  );
  DELETE FROM latency_rollups
  WHERE workspace_id = of_workspace AND (
    resolution = 'quarter_hour' AND bucket_start >= from_at AND bucket_start < until_at
    OR resolution = 'day' AND bucket_start >= first_day AND bucket_start < until_at
  );

  WITH bucketed AS (
    SELECT
      CASE outcome WHEN 'failed' THEN error_class::text ELSE outcome::text END::usage_status AS status,
      date_bin('15 minutes', occurred_at, '2000-01-01 00:00:00+00') AS bucket_start,
      model_id, api_key_id, member_id, deployment_id, latency_bucket(latency_ms) AS bucket,
      count(*) AS requests,
      sum(input_tokens)::bigint AS input_tokens, sum(cached_input_tokens)::bigint AS cached_input_tokens,
      sum(output_tokens)::bigint AS output_tokens, sum(input_nanos)::bigint AS input_nanos,
      sum(cached_input_nanos)::bigint AS cached_input_nanos, sum(output_nanos)::bigint AS output_nanos,
      sum(amount_nanos)::bigint AS amount_nanos, sum(included_nanos)::bigint AS included_nanos
    FROM usage_events
    WHERE workspace_id = of_workspace AND request_id >= usage_id_floor(from_at) AND request_id < usage_id_floor(until_at)
    GROUP BY 1, 2, 3, 4, 5, 6, 7
  )
  INSERT INTO status_rollups
  SELECT
    of_workspace, 'quarter_hour', status, bucket_start, model_id, api_key_id, member_id, deployment_id, sum(requests),
    sum(input_tokens), sum(cached_input_tokens), sum(output_tokens), sum(input_nanos), sum(cached_input_nanos),
    sum(output_nanos), sum(amount_nanos), sum(included_nanos),
    array_agg(bucket ORDER BY bucket), array_agg(requests ORDER BY bucket)
  FROM bucketed GROUP BY 3, 4, 5, 6, 7, 8;

  -- A day is made from its quarter hours: their sums, and their latencies bucket by bucket.
  WITH quarter AS MATERIALIZED (
    SELECT date_trunc('day', bucket_start, 'UTC') AS day, *
    FROM status_rollups
    WHERE workspace_id = of_workspace AND resolution = 'quarter_hour' AND status = ANY (enum_range(NULL::usage_status))
      AND bucket_start >= first_day AND bucket_start < days_end
  ),
  latency AS (
    SELECT day, status, model_id, api_key_id, member_id, deployment_id,
      array_agg(bucket ORDER BY bucket) AS buckets, array_agg(requests ORDER BY bucket) AS counts
    FROM (
      SELECT day, status, model_id, api_key_id, member_id, deployment_id, bucket, sum(requests)::bigint AS requests
      FROM quarter CROSS JOIN LATERAL unnest(latency_buckets, latency_counts) AS pair(bucket, requests)
      GROUP BY 1, 2, 3, 4, 5, 6, 7
    ) AS merged
    GROUP BY 1, 2, 3, 4, 5, 6
  )
  INSERT INTO status_rollups
  SELECT
    of_workspace, 'day', status, day, model_id, api_key_id, member_id, deployment_id, sum(request_count),
    sum(input_tokens), sum(cached_input_tokens), sum(output_tokens), sum(input_nanos), sum(cached_input_nanos),
    sum(output_nanos), sum(amount_nanos), sum(included_nanos), min(buckets), min(counts)
  FROM quarter JOIN latency USING (day, status, model_id, api_key_id, member_id, deployment_id)
  GROUP BY 3, 4, 5, 6, 7, 8;

  -- What the whole workspace's screen asks for is merged beforehand.
  INSERT INTO latency_rollups
  SELECT of_workspace, resolution, bucket_start, array_agg(bucket ORDER BY bucket), array_agg(requests ORDER BY bucket)
  FROM (
    SELECT resolution, bucket_start, bucket, sum(requests)::bigint AS requests
    FROM status_rollups CROSS JOIN LATERAL unnest(latency_buckets, latency_counts) AS pair(bucket, requests)
    WHERE workspace_id = of_workspace AND status = 'succeeded' AND (
      resolution = 'quarter_hour' AND bucket_start >= from_at AND bucket_start < until_at
      OR resolution = 'day' AND bucket_start >= first_day AND bucket_start < until_at
    )
    GROUP BY 1, 2, 3
  ) AS merged
  GROUP BY 2, 3;

  -- What a UTC day had until each hour of it, from which days of other zones are made. Hours that are still to come are
  -- made as if nothing more came; whatever does is digested from its quarter hour on.
  DELETE FROM prefix_rollups WHERE workspace_id = of_workspace AND until_hour > from_at AND until_hour < days_end;
  WITH hourly AS MATERIALIZED (
    SELECT
      date_trunc('hour', bucket_start, 'UTC') AS hour_start, model_id, api_key_id, member_id, deployment_id,
      sum(request_count) AS request_count, sum(client_closed_count) AS client_closed_count,
      sum(caller_error_count) AS caller_error_count, sum(rate_limited_count) AS rate_limited_count,
      sum(spend_limit_count) AS spend_limit_count, sum(server_error_count) AS server_error_count,
      sum(input_tokens) AS input_tokens, sum(cached_input_tokens) AS cached_input_tokens, sum(output_tokens) AS output_tokens,
      sum(input_nanos) AS input_nanos, sum(cached_input_nanos) AS cached_input_nanos, sum(output_nanos) AS output_nanos,
      sum(amount_nanos) AS amount_nanos, sum(included_nanos) AS included_nanos
    FROM usage_rollups
    WHERE workspace_id = of_workspace AND resolution = 'quarter_hour' AND bucket_start >= first_day AND bucket_start < days_end
    GROUP BY 1, 2, 3, 4, 5
  )
  INSERT INTO prefix_rollups
  SELECT
    of_workspace, until_hour, model_id, api_key_id, member_id, deployment_id,
    sum(request_count), sum(client_closed_count), sum(caller_error_count), sum(rate_limited_count), sum(spend_limit_count),
    sum(server_error_count), sum(input_tokens), sum(cached_input_tokens), sum(output_tokens), sum(input_nanos),
    sum(cached_input_nanos), sum(output_nanos), sum(amount_nanos), sum(included_nanos)
  FROM generate_series(
    date_trunc('hour', from_at, 'UTC') + interval '1 hour', days_end - interval '1 hour', interval '1 hour'
  ) AS hour(until_hour)
  JOIN hourly ON hour_start >= date_trunc('day', until_hour, 'UTC') AND hour_start < until_hour
  GROUP BY 2, 3, 4, 5, 6;

  UPDATE usage_digests SET digested_until = greatest(digested_until, until_at) WHERE workspace_id = of_workspace;

  SELECT coalesce(sum(request_count), 0) INTO digested FROM status_rollups
  WHERE workspace_id = of_workspace AND resolution = 'quarter_hour' AND status = ANY (enum_range(NULL::usage_status))
    AND bucket_start >= from_at AND bucket_start < until_at;
  RETURN digested;
END
$$;
