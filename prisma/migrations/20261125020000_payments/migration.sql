-- CreateEnum
CREATE TYPE "plan_invoice_state" AS ENUM ('open', 'paid', 'void', 'uncollectible');

-- CreateEnum
CREATE TYPE "plan_invoice_reason" AS ENUM ('start', 'renewal', 'change', 'other');

-- CreateEnum
CREATE TYPE "plan_dispute_state" AS ENUM ('open', 'won', 'lost');

-- AlterTable
ALTER TABLE "billing_accounts" ADD COLUMN     "bank_transfer" JSONB;

-- CreateTable
CREATE TABLE "plan_invoices" (
    "workspace_id" TEXT NOT NULL,
    "stripe_invoice_id" TEXT NOT NULL,
    "number" TEXT,
    "state" "plan_invoice_state" NOT NULL,
    "reason" "plan_invoice_reason" NOT NULL,
    "description" TEXT NOT NULL,
    "paid_nanos" BIGINT NOT NULL,
    "remaining_nanos" BIGINT NOT NULL,
    "is_by_card" BOOLEAN NOT NULL,
    "is_debt" BOOLEAN NOT NULL,
    "has_failed" BOOLEAN NOT NULL,
    "url" TEXT,
    "purchase_order_number" TEXT,
    "period_start" TIMESTAMPTZ(3) NOT NULL,
    "period_end" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "paid_at" TIMESTAMPTZ(3),
    "has_given_card" BOOLEAN NOT NULL DEFAULT false,
    "refunded_nanos" BIGINT NOT NULL DEFAULT 0,
    "dispute_id" TEXT,
    "dispute_state" "plan_dispute_state",

    CONSTRAINT "plan_invoices_pkey" PRIMARY KEY ("workspace_id","stripe_invoice_id")
);

-- CreateTable
CREATE TABLE "retired_customers" (
    "stripe_customer_id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "retired_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "retired_customers_pkey" PRIMARY KEY ("stripe_customer_id")
);

-- CreateIndex
CREATE INDEX "plan_invoices_workspace_id_paid_at_idx" ON "plan_invoices"("workspace_id", "paid_at");

-- CreateIndex
CREATE INDEX "plan_invoices_state_due_at_idx" ON "plan_invoices"("state", "due_at");

-- CreateIndex
CREATE INDEX "retired_customers_workspace_id_idx" ON "retired_customers"("workspace_id");


-- Beyond the language of Prisma: checks.

ALTER TABLE plan_invoices
  ADD CONSTRAINT plan_invoices_not_negative CHECK (paid_nanos >= 0 AND remaining_nanos >= 0 AND refunded_nanos >= 0),
  ADD CONSTRAINT plan_invoices_paid_at_an_instant CHECK (state <> 'paid' OR paid_at IS NOT NULL),
  ADD CONSTRAINT plan_invoices_only_open_is_debt CHECK (NOT is_debt OR state = 'open'),
  ADD CONSTRAINT plan_invoices_dispute_is_whole CHECK ((dispute_id IS NULL) = (dispute_state IS NULL));
