-- CreateEnum
CREATE TYPE "subscription_status" AS ENUM ('incomplete', 'incomplete_expired', 'trialing', 'active', 'past_due', 'unpaid', 'paused', 'canceled');

-- CreateEnum
CREATE TYPE "quote_kind" AS ENUM ('plan', 'seats');

-- CreateEnum
CREATE TYPE "quote_outcome" AS ENUM ('changed', 'scheduled', 'checkout', 'declined', 'requires_action');

-- CreateEnum
CREATE TYPE "top_up_state" AS ENUM ('open', 'processing', 'paid', 'failed', 'expired');

-- CreateEnum
CREATE TYPE "auto_top_up_state" AS ENUM ('ready', 'charging', 'stopped');

-- AlterTable
ALTER TABLE "contracts" ADD COLUMN     "billed_terms" TEXT,
ADD COLUMN     "included_inference_nanos" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "monthly_nanos" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "net_days" INTEGER NOT NULL DEFAULT 30,
ADD COLUMN     "purchase_order_expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "purchase_order_number" TEXT,
ADD COLUMN     "requires_purchase_order" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "seats" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "sessions_per_month" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "members" ADD COLUMN     "suspended_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "workspaces" ADD COLUMN     "seats" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "stripe_customers" (
    "stripe_customer_id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "card_checkout_id" TEXT,
    "card_saved_at" TIMESTAMPTZ(3),

    CONSTRAINT "stripe_customers_pkey" PRIMARY KEY ("stripe_customer_id")
);

-- CreateTable
CREATE TABLE "billing_accounts" (
    "workspace_id" TEXT NOT NULL,
    "stripe_subscription_id" TEXT,
    "subscription_status" "subscription_status",
    "paid_plan" "plan",
    "paid_seats" INTEGER NOT NULL DEFAULT 0,
    "current_period_start" TIMESTAMPTZ(3),
    "current_period_end" TIMESTAMPTZ(3),
    "is_cancelling" BOOLEAN NOT NULL DEFAULT false,
    "stripe_schedule_id" TEXT,
    "past_due_since" TIMESTAMPTZ(3),
    "open_invoice_url" TEXT,
    "open_invoice_nanos" BIGINT,
    "card_brand" TEXT,
    "card_last4" TEXT,
    "card_expires_month" INTEGER,
    "card_expires_year" INTEGER,
    "granted_period_key" TEXT,
    "granted_monthly_nanos" BIGINT NOT NULL DEFAULT 0,
    "synced_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "billing_accounts_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateTable
CREATE TABLE "quotes" (
    "workspace_id" TEXT NOT NULL,
    "quote_id" TEXT NOT NULL,
    "kind" "quote_kind" NOT NULL,
    "from_plan" "plan" NOT NULL,
    "from_seats" INTEGER NOT NULL,
    "to_plan" "plan" NOT NULL,
    "to_seats" INTEGER NOT NULL,
    "is_immediate" BOOLEAN NOT NULL,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "proration_at" TIMESTAMPTZ(3),
    "lines" JSONB NOT NULL,
    "due_today_nanos" BIGINT NOT NULL,
    "renewal_nanos" BIGINT NOT NULL,
    "renews_at" TIMESTAMPTZ(3) NOT NULL,
    "effects" JSONB NOT NULL,
    "created_by_user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "outcome" "quote_outcome",
    "checkout_session_id" TEXT,

    CONSTRAINT "quotes_pkey" PRIMARY KEY ("workspace_id","quote_id")
);

-- CreateTable
CREATE TABLE "plan_changes" (
    "workspace_id" TEXT NOT NULL,
    "to_plan" "plan" NOT NULL,
    "to_seats" INTEGER NOT NULL,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "quote_id" TEXT NOT NULL,
    "requested_by_user_id" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "plan_changes_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateTable
CREATE TABLE "top_ups" (
    "workspace_id" TEXT NOT NULL,
    "top_up_id" TEXT NOT NULL,
    "amount_nanos" BIGINT NOT NULL,
    "is_automatic" BOOLEAN NOT NULL,
    "state" "top_up_state" NOT NULL,
    "checkout_session_id" TEXT,
    "payment_intent_id" TEXT,
    "receipt_url" TEXT,
    "failure" TEXT,
    "reversed_nanos" BIGINT NOT NULL DEFAULT 0,
    "created_by_user_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "top_ups_pkey" PRIMARY KEY ("workspace_id","top_up_id")
);

-- CreateTable
CREATE TABLE "payment_effects" (
    "workspace_id" TEXT NOT NULL,
    "stripe_object_id" TEXT NOT NULL,
    "credit_entry_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_effects_pkey" PRIMARY KEY ("workspace_id","stripe_object_id")
);

-- CreateTable
CREATE TABLE "auto_top_ups" (
    "workspace_id" TEXT NOT NULL,
    "is_enabled" BOOLEAN NOT NULL,
    "threshold_nanos" BIGINT NOT NULL,
    "amount_nanos" BIGINT NOT NULL,
    "monthly_max_nanos" BIGINT NOT NULL,
    "state" "auto_top_up_state" NOT NULL,
    "sequence" INTEGER NOT NULL,
    "top_up_id" TEXT,
    "stopped_reason" TEXT,
    "pay_url" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "auto_top_ups_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateTable
CREATE TABLE "stripe_events" (
    "stripe_event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "object_id" TEXT,
    "stripe_customer_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "processed_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,

    CONSTRAINT "stripe_events_pkey" PRIMARY KEY ("stripe_event_id")
);

-- CreateTable
CREATE TABLE "stripe_connections" (
    "fingerprint" TEXT NOT NULL,
    "webhook_endpoint_id" TEXT,
    "webhook_url" TEXT,
    "sealed_webhook_secret" TEXT,
    "polled_until" TIMESTAMPTZ(3),

    CONSTRAINT "stripe_connections_pkey" PRIMARY KEY ("fingerprint")
);

-- CreateTable
CREATE TABLE "mail_deliveries" (
    "workspace_id" TEXT NOT NULL,
    "message_key" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "mail_deliveries_pkey" PRIMARY KEY ("workspace_id","message_key","user_id")
);

-- CreateIndex
CREATE INDEX "mail_deliveries_next_attempt_at_idx" ON "mail_deliveries"("next_attempt_at");

-- CreateIndex
CREATE INDEX "outbox_messages_delivered_at_created_at_idx" ON "outbox_messages"("delivered_at", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "stripe_customers_workspace_id_key" ON "stripe_customers"("workspace_id");

-- CreateIndex
CREATE INDEX "billing_accounts_past_due_since_idx" ON "billing_accounts"("past_due_since");

-- CreateIndex
CREATE INDEX "auto_top_ups_is_enabled_idx" ON "auto_top_ups"("is_enabled");

-- CreateIndex
CREATE INDEX "top_ups_workspace_id_created_at_idx" ON "top_ups"("workspace_id", "created_at");

-- CreateIndex
CREATE INDEX "stripe_events_processed_at_received_at_idx" ON "stripe_events"("processed_at", "received_at");


-- Beyond the language of Prisma: checks.

-- A plan that is priced per seat has had one for each member so far.
UPDATE workspaces SET seats = greatest(
  2, (SELECT count(*) FROM members WHERE members.workspace_id = workspaces.workspace_id)
) WHERE plan = 'team';

ALTER TABLE workspaces
  ADD CONSTRAINT workspaces_seats_not_negative CHECK (seats >= 0);

ALTER TABLE contracts
  ADD CONSTRAINT contracts_terms_not_negative CHECK (
    monthly_nanos >= 0 AND seats > 0 AND included_inference_nanos >= 0 AND sessions_per_month >= 0 AND net_days >= 0
  );

ALTER TABLE stripe_customers
  ADD CONSTRAINT stripe_customers_have_a_mode CHECK (mode IN ('simulated', 'test', 'live'));

ALTER TABLE billing_accounts
  ADD CONSTRAINT billing_accounts_subscription_is_whole CHECK (
    (stripe_subscription_id IS NULL) = (subscription_status IS NULL)
  );

ALTER TABLE quotes
  ADD CONSTRAINT quotes_at_once_are_prorated CHECK (NOT is_immediate OR from_plan = 'starter' OR proration_at IS NOT NULL),
  ADD CONSTRAINT quotes_not_negative CHECK (renewal_nanos >= 0 AND from_seats >= 0 AND to_seats >= 0);

ALTER TABLE top_ups
  ADD CONSTRAINT top_ups_buy_something CHECK (amount_nanos > 0 AND reversed_nanos >= 0),
  ADD CONSTRAINT top_ups_paid_by_a_payment CHECK (state <> 'paid' OR payment_intent_id IS NOT NULL);

ALTER TABLE auto_top_ups
  ADD CONSTRAINT auto_top_ups_have_bounds CHECK (
    threshold_nanos >= 0 AND amount_nanos > 0 AND monthly_max_nanos >= amount_nanos AND sequence >= 0
  );

-- Events that were charged before there was a ledger say so, so that they may move between partitions like any other.
ALTER TABLE usage_events DISABLE TRIGGER usage_events_append_only;
UPDATE usage_events SET credit_entry_id = 'before_the_ledger' WHERE amount_nanos > 0 AND credit_entry_id IS NULL;
ALTER TABLE usage_events ENABLE TRIGGER usage_events_append_only;
ALTER TABLE usage_events VALIDATE CONSTRAINT usage_events_charged_is_in_the_ledger;

-- Gateways refuse the requests of a workspace whose payment is overdue, and serve them again as soon as it is paid.
CREATE TRIGGER billing_accounts_changed AFTER INSERT OR DELETE OR UPDATE OF past_due_since ON billing_accounts
  FOR EACH ROW EXECUTE FUNCTION announce_change();

-- Gateways refuse the keys of a member who has no seat.
CREATE TRIGGER members_changed AFTER UPDATE OF suspended_at ON members
  FOR EACH ROW EXECUTE FUNCTION announce_change();

-- Takes what is covered again off what reversed payments have left uncovered. With the check on the other side, it is
-- always exactly what is held beyond the balance, so nothing but another reversal can let more be held.
CREATE FUNCTION cover_reversal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.reversed_nanos := least(NEW.reversed_nanos, greatest(0, NEW.held_nanos - NEW.balance_nanos));
  RETURN NEW;
END
$$;

CREATE TRIGGER credit_balances_cover_reversals BEFORE INSERT OR UPDATE ON credit_balances
  FOR EACH ROW WHEN (NEW.reversed_nanos > 0) EXECUTE FUNCTION cover_reversal();

UPDATE credit_balances SET reversed_nanos = reversed_nanos WHERE reversed_nanos > 0;
