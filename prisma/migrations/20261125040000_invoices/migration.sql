-- CreateEnum
CREATE TYPE "invoice_status" AS ENUM ('draft', 'open', 'paid', 'void', 'uncollectible');

-- CreateEnum
CREATE TYPE "invoice_line_kind" AS ENUM ('plan', 'seats', 'proration', 'usage', 'overage', 'base_fee', 'included', 'credits', 'adjustment', 'tax');

-- CreateEnum
CREATE TYPE "token_class" AS ENUM ('input', 'cached_input', 'output');

-- CreateEnum
CREATE TYPE "period_closing_state" AS ENUM ('closed', 'refused');

-- CreateTable
CREATE TABLE "billing_details" (
    "workspace_id" TEXT NOT NULL,
    "legal_name" TEXT NOT NULL,
    "address_line1" TEXT NOT NULL,
    "address_line2" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "postal_code" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "tax_id_type" TEXT,
    "tax_id_value" TEXT,
    "purchase_order_number" TEXT,
    "purchase_order_nanos" BIGINT,
    "purchase_order_expires_at" TIMESTAMPTZ(3),
    "billing_emails" TEXT[],
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by_user_id" TEXT NOT NULL,

    CONSTRAINT "billing_details_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateTable
CREATE TABLE "invoice_counters" (
    "workspace_id" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "invoices" INTEGER NOT NULL DEFAULT 0,
    "credit_notes" INTEGER NOT NULL DEFAULT 0,
    "last_issued_at" TIMESTAMPTZ(3),

    CONSTRAINT "invoice_counters_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateTable
CREATE TABLE "invoices" (
    "workspace_id" TEXT NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "sequence" INTEGER,
    "number" TEXT,
    "status" "invoice_status" NOT NULL,
    "plan" "plan" NOT NULL,
    "stripe_invoice_id" TEXT,
    "issued_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "period_start" TIMESTAMPTZ(3) NOT NULL,
    "period_end" TIMESTAMPTZ(3) NOT NULL,
    "total_nanos" BIGINT NOT NULL,
    "balance_nanos" BIGINT NOT NULL,
    "due_nanos" BIGINT NOT NULL,
    "remaining_nanos" BIGINT NOT NULL,
    "paid_at" TIMESTAMPTZ(3),
    "pay_url" TEXT,
    "purchase_order_number" TEXT,
    "document" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "invoices_pkey" PRIMARY KEY ("workspace_id","invoice_id")
);

-- CreateTable
CREATE TABLE "invoice_lines" (
    "workspace_id" TEXT NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" "invoice_line_kind" NOT NULL,
    "description" TEXT NOT NULL,
    "quantity" BIGINT,
    "usage_period" TEXT,
    "model_id" TEXT,
    "token_class" "token_class",
    "exact_nanos" BIGINT NOT NULL,
    "amount_nanos" BIGINT NOT NULL,

    CONSTRAINT "invoice_lines_pkey" PRIMARY KEY ("workspace_id","invoice_id","position")
);

-- CreateTable
CREATE TABLE "credit_notes" (
    "workspace_id" TEXT NOT NULL,
    "credit_note_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "number" TEXT NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "total_nanos" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "stripe_credit_note_id" TEXT,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "document" JSONB NOT NULL,

    CONSTRAINT "credit_notes_pkey" PRIMARY KEY ("workspace_id","credit_note_id")
);

-- CreateTable
CREATE TABLE "period_closings" (
    "workspace_id" TEXT NOT NULL,
    "period_key" TEXT NOT NULL,
    "state" "period_closing_state" NOT NULL,
    "is_invoiced" BOOLEAN NOT NULL,
    "events_nanos" BIGINT NOT NULL,
    "included_nanos" BIGINT NOT NULL,
    "credits_nanos" BIGINT NOT NULL,
    "receivable_nanos" BIGINT NOT NULL,
    "request_count" BIGINT NOT NULL,
    "differences" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "period_closings_pkey" PRIMARY KEY ("workspace_id","period_key")
);

-- CreateTable
CREATE TABLE "billed_usage" (
    "workspace_id" TEXT NOT NULL,
    "period_key" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "token_class" "token_class" NOT NULL,
    "tokens" BIGINT NOT NULL,
    "usage_nanos" BIGINT NOT NULL,

    CONSTRAINT "billed_usage_pkey" PRIMARY KEY ("workspace_id","period_key","model_id","token_class")
);

-- CreateTable
CREATE TABLE "billed_funding" (
    "workspace_id" TEXT NOT NULL,
    "period_key" TEXT NOT NULL,
    "account" "ledger_account" NOT NULL,
    "funding_nanos" BIGINT NOT NULL,

    CONSTRAINT "billed_funding_pkey" PRIMARY KEY ("workspace_id","period_key","account")
);

-- CreateTable
CREATE TABLE "usage_statements" (
    "workspace_id" TEXT NOT NULL,
    "period_key" TEXT NOT NULL,
    "usage_nanos" BIGINT NOT NULL,
    "included_nanos" BIGINT NOT NULL,
    "credits_nanos" BIGINT NOT NULL,
    "due_nanos" BIGINT NOT NULL,
    "lines" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "stripe_invoice_id" TEXT,
    "invoice_id" TEXT,

    CONSTRAINT "usage_statements_pkey" PRIMARY KEY ("workspace_id","period_key")
);

-- CreateIndex
CREATE UNIQUE INDEX "invoices_workspace_id_stripe_invoice_id_key" ON "invoices"("workspace_id", "stripe_invoice_id");

-- CreateIndex
CREATE UNIQUE INDEX "invoices_workspace_id_number_key" ON "invoices"("workspace_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "credit_notes_workspace_id_number_key" ON "credit_notes"("workspace_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "credit_notes_workspace_id_stripe_credit_note_id_key" ON "credit_notes"("workspace_id", "stripe_credit_note_id");

-- AddForeignKey
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_workspace_id_invoice_id_fkey" FOREIGN KEY ("workspace_id", "invoice_id") REFERENCES "invoices"("workspace_id", "invoice_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_notes" ADD CONSTRAINT "credit_notes_workspace_id_invoice_id_fkey" FOREIGN KEY ("workspace_id", "invoice_id") REFERENCES "invoices"("workspace_id", "invoice_id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- Beyond the language of Prisma: checks, what is frozen, and what must sum.

ALTER TABLE billing_details
  ADD CONSTRAINT billing_details_tax_id_is_whole CHECK ((tax_id_type IS NULL) = (tax_id_value IS NULL)),
  ADD CONSTRAINT billing_details_order_is_whole CHECK (
    purchase_order_number IS NOT NULL OR (purchase_order_nanos IS NULL AND purchase_order_expires_at IS NULL)
  ),
  ADD CONSTRAINT billing_details_country_is_a_code CHECK (country ~ '^([A-Z]{2})?$');

ALTER TABLE invoice_counters
  ADD CONSTRAINT invoice_counters_prefix_is_a_code CHECK (prefix ~ '^[0-9A-Z]{8}$'),
  ADD CONSTRAINT invoice_counters_not_negative CHECK (invoices >= 0 AND credit_notes >= 0);

-- A cent is 10,000,000 nano-dollars.
ALTER TABLE invoices
  ADD CONSTRAINT invoices_issued_are_whole CHECK (
    (status = 'draft') = (number IS NULL) AND (number IS NULL) = (sequence IS NULL)
    AND (number IS NULL) = (issued_at IS NULL) AND (number IS NULL) = (document IS NULL)
  ),
  ADD CONSTRAINT invoices_due_is_the_sum CHECK (due_nanos = total_nanos + balance_nanos AND due_nanos >= 0),
  ADD CONSTRAINT invoices_are_whole_cents CHECK (
    total_nanos % 10000000 = 0 AND balance_nanos % 10000000 = 0 AND remaining_nanos % 10000000 = 0
  ),
  ADD CONSTRAINT invoices_remaining_is_a_part CHECK (remaining_nanos >= 0 AND remaining_nanos <= due_nanos);

ALTER TABLE invoice_lines
  ADD CONSTRAINT invoice_lines_are_whole_cents CHECK (amount_nanos % 10000000 = 0),
  ADD CONSTRAINT invoice_lines_are_rounded CHECK (abs(amount_nanos - exact_nanos) < 10000000),
  ADD CONSTRAINT invoice_lines_usage_has_a_period CHECK ((model_id IS NULL AND token_class IS NULL) OR usage_period IS NOT NULL);

ALTER TABLE credit_notes
  ADD CONSTRAINT credit_notes_give_back CHECK (total_nanos > 0 AND total_nanos % 10000000 = 0);

ALTER TABLE period_closings
  ADD CONSTRAINT period_closings_key_is_a_month CHECK (period_key ~ '^2\d{3}-(0[1-9]|1[0-2])$'),
  ADD CONSTRAINT period_closings_closed_agree CHECK (
    (state = 'closed') = (differences = '[]'::jsonb)
    AND (state <> 'closed' OR events_nanos = included_nanos + credits_nanos + receivable_nanos)
  );

ALTER TABLE billed_usage
  ADD CONSTRAINT billed_usage_key_is_a_month CHECK (period_key ~ '^2\d{3}-(0[1-9]|1[0-2])$');

ALTER TABLE usage_statements
  ADD CONSTRAINT usage_statements_due_is_rounded CHECK (
    due_nanos >= 0 AND due_nanos % 10000000 = 0
    AND abs(usage_nanos - included_nanos - credits_nanos - due_nanos) <= 5000000
  );

-- An issued invoice stays as it is: only what Stripe tells of its payment follows.
CREATE FUNCTION keep_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - '{status,remaining_nanos,paid_at,pay_url}'::text[]
      IS DISTINCT FROM to_jsonb(OLD) - '{status,remaining_nanos,paid_at,pay_url}'::text[] THEN
    RAISE EXCEPTION 'an issued invoice is append-only' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER invoices_issued_stay BEFORE UPDATE OR DELETE ON invoices
  FOR EACH ROW WHEN (OLD.number IS NOT NULL) EXECUTE FUNCTION keep_invoice();
CREATE TRIGGER invoices_never_emptied BEFORE TRUNCATE ON invoices
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoice_lines_append_only BEFORE UPDATE OR DELETE ON invoice_lines
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoice_lines_never_emptied BEFORE TRUNCATE ON invoice_lines
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER credit_notes_append_only BEFORE UPDATE OR DELETE ON credit_notes
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER credit_notes_never_emptied BEFORE TRUNCATE ON credit_notes
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER period_closings_closed_stay BEFORE UPDATE OR DELETE ON period_closings
  FOR EACH ROW WHEN (OLD.state = 'closed') EXECUTE FUNCTION refuse_change();

-- Lines come with their invoice, so the sums are looked at when the transaction ends.
CREATE FUNCTION check_invoice_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  issued record;
  lines bigint;
BEGIN
  SELECT number, total_nanos INTO issued FROM invoices
  WHERE workspace_id = NEW.workspace_id AND invoice_id = NEW.invoice_id;
  SELECT coalesce(sum(amount_nanos), 0) INTO lines FROM invoice_lines
  WHERE workspace_id = NEW.workspace_id AND invoice_id = NEW.invoice_id;
  IF issued.number IS NULL AND lines = 0 OR lines = issued.total_nanos THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'the lines of invoice % sum to %, not to %', NEW.invoice_id, lines, issued.total_nanos
    USING ERRCODE = 'check_violation';
END
$$;

CREATE CONSTRAINT TRIGGER invoices_are_their_lines AFTER INSERT OR UPDATE OF number, total_nanos ON invoices
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_invoice_lines();
CREATE CONSTRAINT TRIGGER invoice_lines_are_the_total AFTER INSERT ON invoice_lines
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_invoice_lines();

-- Credit notes never give back more than the invoice asked for.
CREATE FUNCTION bound_credit_notes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  asked bigint;
  given bigint;
BEGIN
  SELECT total_nanos INTO asked FROM invoices
  WHERE workspace_id = NEW.workspace_id AND invoice_id = NEW.invoice_id AND number IS NOT NULL FOR UPDATE;
  SELECT coalesce(sum(total_nanos), 0) INTO given FROM credit_notes
  WHERE workspace_id = NEW.workspace_id AND invoice_id = NEW.invoice_id;
  IF asked IS NULL OR given + NEW.total_nanos > asked THEN
    RAISE EXCEPTION 'credit notes of invoice % give back more than it asks for', NEW.invoice_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER credit_notes_within_the_invoice BEFORE INSERT ON credit_notes
  FOR EACH ROW EXECUTE FUNCTION bound_credit_notes();

-- What a statement says is frozen with its closing; where it is collected and put is said once.
CREATE FUNCTION keep_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - '{stripe_invoice_id,invoice_id}'::text[]
      IS DISTINCT FROM to_jsonb(OLD) - '{stripe_invoice_id,invoice_id}'::text[]
      OR OLD.stripe_invoice_id <> coalesce(NEW.stripe_invoice_id, '') OR OLD.invoice_id <> coalesce(NEW.invoice_id, '') THEN
    RAISE EXCEPTION 'a usage statement is append-only' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER usage_statements_stay BEFORE UPDATE OR DELETE ON usage_statements
  FOR EACH ROW EXECUTE FUNCTION keep_statement();
