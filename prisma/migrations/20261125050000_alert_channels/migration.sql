-- CreateTable
CREATE TABLE "alert_webhooks" (
    "workspace_id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "sealed_secret" TEXT NOT NULL,
    "secret_made_at" TIMESTAMPTZ(3) NOT NULL,
    "sealed_previous_secret" TEXT,
    "previous_until" TIMESTAMPTZ(3),
    "created_by_user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_webhooks_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "workspace_id" TEXT NOT NULL,
    "delivery_id" TEXT NOT NULL,
    "message_key" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "last_status" INTEGER,
    "last_error" TEXT,

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("workspace_id","delivery_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "webhook_deliveries_workspace_id_message_key_key" ON "webhook_deliveries"("workspace_id", "message_key");

-- CreateIndex
CREATE INDEX "webhook_deliveries_workspace_id_created_at_idx" ON "webhook_deliveries"("workspace_id", "created_at");

-- CreateIndex
CREATE INDEX "webhook_deliveries_next_attempt_at_idx" ON "webhook_deliveries"("next_attempt_at");


-- Beyond the language of Prisma: checks.

ALTER TABLE alert_webhooks
  ADD CONSTRAINT alert_webhooks_url_is_https CHECK (url LIKE 'https://%'),
  ADD CONSTRAINT alert_webhooks_previous_secret_ends CHECK ((sealed_previous_secret IS NULL) = (previous_until IS NULL));

ALTER TABLE webhook_deliveries
  ADD CONSTRAINT webhook_deliveries_delivered_is_done CHECK (delivered_at IS NULL OR next_attempt_at IS NULL),
  ADD CONSTRAINT webhook_deliveries_attempts_not_negative CHECK (attempts >= 0);
