-- AlterTable
ALTER TABLE "gateway_processes" ADD COLUMN     "term_id" UUID NOT NULL DEFAULT gen_random_uuid();

-- CreateTable
CREATE TABLE "daybook_pages" (
    "owner_id" UUID NOT NULL,
    "page_id" UUID NOT NULL,
    "events" TEXT NOT NULL,

    CONSTRAINT "daybook_pages_pkey" PRIMARY KEY ("owner_id","page_id")
);


-- Beyond the language of Prisma: storage and functions.

-- A page is written once, read at most once and gone in less than a second: to compress it would cost more than it saves.
ALTER TABLE daybook_pages ALTER COLUMN events SET STORAGE EXTERNAL;
ALTER TABLE daybook_pages SET (
  toast_tuple_target = 8160,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 10000
);

-- Notes a page of usage events that are all charged to leases of a process: it may be repeated. Returns false, and notes
-- nothing, where the term in which the leases were taken is over. The process's row is locked until the page is durable, so
-- that whoever ends the term afterwards sees the page.
CREATE FUNCTION note_page(owner uuid, term uuid, page uuid, noted text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM gateway_processes WHERE process_id = owner AND term_id = term FOR SHARE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO daybook_pages VALUES (owner, page, noted) ON CONFLICT (owner_id, page_id) DO NOTHING;
  RETURN true;
END
$$;

-- Ends the terms of processes whose leases are to be released by others: what was admitted from these leases and is not
-- noted by now cannot be noted any more.
CREATE FUNCTION end_terms(owners uuid[]) RETURNS void LANGUAGE sql AS $$
  WITH ended AS (SELECT process_id FROM gateway_processes WHERE process_id = ANY (owners) ORDER BY process_id FOR UPDATE)
  UPDATE gateway_processes SET term_id = gen_random_uuid() WHERE process_id IN (SELECT process_id FROM ended)
$$;
