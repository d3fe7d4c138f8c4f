-- CreateTable
CREATE TABLE "invoice_files" (
    "workspace_id" TEXT NOT NULL,
    "document_id" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "invoice_files_pkey" PRIMARY KEY ("workspace_id","document_id")
);
-- Beyond the language of Prisma: the hash is the bytes', and a file stays as it was first handed out.

ALTER TABLE invoice_files
  ADD CONSTRAINT invoice_files_hash_is_the_bytes CHECK (sha256 = encode(sha256(bytes), 'hex')),
  ADD CONSTRAINT invoice_files_are_pdf CHECK (substring(bytes FROM 1 FOR 5) = '\x255044462d'::bytea);

CREATE TRIGGER invoice_files_append_only BEFORE UPDATE OR DELETE ON invoice_files
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoice_files_never_emptied BEFORE TRUNCATE ON invoice_files
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
