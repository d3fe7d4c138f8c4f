-- AlterTable
ALTER TABLE "contracts" ADD COLUMN     "ends_at" TIMESTAMPTZ(3),
ADD COLUMN     "purchase_order_nanos" BIGINT,
ADD COLUMN     "purchase_order_since" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "workspace_price_versions" (
    "workspace_id" TEXT NOT NULL,
    "price_version_id" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "mode" "deployment_mode" NOT NULL,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "input_nanos" BIGINT,
    "cached_input_nanos" BIGINT,
    "output_nanos" BIGINT,

    CONSTRAINT "workspace_price_versions_pkey" PRIMARY KEY ("workspace_id","price_version_id")
);

-- AddForeignKey
ALTER TABLE "workspace_price_versions" ADD CONSTRAINT "workspace_price_versions_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("workspace_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Without rates, a version ends the workspace's own: from then on the list's are in force.
ALTER TABLE workspace_price_versions
  ADD CONSTRAINT workspace_price_versions_whole_or_ended CHECK (
    (input_nanos IS NULL) = (output_nanos IS NULL) AND (input_nanos IS NOT NULL OR cached_input_nanos IS NULL)
  ),
  ADD CONSTRAINT workspace_price_versions_not_negative CHECK (
    coalesce(input_nanos, 0) >= 0 AND coalesce(output_nanos, 0) >= 0 AND coalesce(cached_input_nanos, 0) >= 0
  ),
  -- What has been priced stays so: no version counts from before it was written.
  ADD CONSTRAINT workspace_price_versions_not_backdated CHECK (effective_at > created_at);

CREATE TRIGGER workspace_price_versions_append_only BEFORE UPDATE OR DELETE ON workspace_price_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER workspace_price_versions_never_emptied BEFORE TRUNCATE ON workspace_price_versions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- Gateways read a workspace's own prices with its keys.
CREATE TRIGGER workspace_price_versions_changed AFTER INSERT ON workspace_price_versions
  FOR EACH ROW EXECUTE FUNCTION announce_change();

UPDATE contracts SET purchase_order_since = now() WHERE purchase_order_number IS NOT NULL;
ALTER TABLE contracts
  ADD CONSTRAINT contracts_purchase_order_is_whole CHECK (
    (purchase_order_number IS NULL) = (purchase_order_since IS NULL)
    AND (purchase_order_nanos IS NULL OR (purchase_order_nanos > 0 AND purchase_order_number IS NOT NULL))
  );
