import { randomInt } from "node:crypto";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import type { Db } from "#lib/data/client.ts";
import { insertMember } from "#lib/data/members.ts";
import { claimWorkspaceSlug, insertWorkspace } from "#lib/data/workspaces.ts";
import { AppError } from "#lib/domain/errors.ts";
import { includedInference } from "#lib/domain/included-inference.ts";
import { slugFromName } from "#lib/domain/workspace-slug.ts";
import { newId } from "#lib/platform/ids.ts";

const SUFFIX_LENGTH = 5;
const MAX_SUFFIXES = 5;

type Owner = { readonly userId: string; readonly email: string };
type Request = { readonly now: Date; readonly requestId: string | null; readonly ip: string | null };

/** A person's own Starter workspace, named after their address, with its audit entry. */
export async function insertOwnWorkspace(
  tx: Db,
  { userId, email }: Owner,
  { now, requestId, ip }: Request,
): Promise<{ workspaceId: string; slug: string }> {
  const workspaceId = newId("workspace", now);
  const [localPart = ""] = email.split("@");
  const workspace = { name: `${localPart}'s workspace`, plan: "starter" } as const;
  const includedInferenceNanos = includedInference(workspace.plan, 1);
  await insertWorkspace(tx, workspaceId, { ...workspace, includedInferenceNanos, createdAt: now });
  const slug = await claimFreeSlug(tx, workspaceId, slugFromName(localPart));
  await insertMember(tx, workspaceId, { userId, role: "owner", createdAt: now });
  await insertAuditEntry(tx, {
    workspaceId,
    action: "workspace.created",
    actor: { type: "user", userId, email, role: "owner" },
    targetType: "workspace",
    targetId: workspaceId,
    before: null,
    after: { ...workspace, slug },
    ip,
    requestId,
    at: now,
  });
  return { workspaceId, slug };
}

async function claimFreeSlug(tx: Db, workspaceId: string, wanted: string): Promise<string> {
  const suffixed = Array.from({ length: MAX_SUFFIXES }, () => `${wanted}-${randomSuffix()}`);
  for (const slug of [wanted, ...suffixed]) {
    if (await claimWorkspaceSlug(tx, workspaceId, slug)) return slug;
  }
  throw new AppError("conflict", "No free workspace address was found. Try again.");
}

function randomSuffix(): string {
  return randomInt(36 ** SUFFIX_LENGTH)
    .toString(36)
    .padStart(SUFFIX_LENGTH, "0");
}
