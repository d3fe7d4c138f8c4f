import type { Db } from "#lib/data/client.ts";
import { listDocumentsWithoutFile } from "#lib/data/invoice-files.ts";
import { keepInvoiceFile } from "./keep-invoice-file.ts";

/** What is older and has no file gets one when somebody asks for it. */
const LOOK_BACK_MS = 35 * 86_400_000;
const FILES_AT_ONCE = 50;

/** Makes the files of what was issued lately, so that they are there when they are asked for. @returns how many */
export async function makeInvoiceFiles(db: Db, now: Date): Promise<number> {
  const since = new Date(now.getTime() - LOOK_BACK_MS);
  const missing = await listDocumentsWithoutFile(db, { since, limit: FILES_AT_ONCE });
  for (const { workspaceId, documentId } of missing) await keepInvoiceFile({ db, workspaceId, documentId, now });
  return missing.length;
}
