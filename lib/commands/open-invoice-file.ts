import { type Context, requirePermission } from "#lib/context.ts";
import { AppError } from "#lib/domain/errors.ts";
import { hasControlCharacters } from "#lib/domain/has-control-characters.ts";
import { type KeptInvoiceFile, keepInvoiceFile } from "./keep-invoice-file.ts";

/** The file of an invoice or credit note of this workspace. @throws AppError not_found, also for a draft */
export async function openInvoiceFile(ctx: Context, params: { documentId: string }): Promise<KeptInvoiceFile> {
  requirePermission(ctx, "billing:read");
  const { db, workspaceId, now } = ctx;
  const { documentId } = params;
  const file = hasControlCharacters(documentId) ? null : await keepInvoiceFile({ db, workspaceId, documentId, now });
  if (!file) throw new AppError("not_found", "This invoice does not exist in this workspace, or is not issued yet.");
  return file;
}
