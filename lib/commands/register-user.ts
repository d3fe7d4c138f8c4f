import { randomInt } from "node:crypto";
import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import type { Database, Db } from "#lib/data/client.ts";
import { insertMember } from "#lib/data/members.ts";
import { findUserByEmail, insertUser, type UserRow } from "#lib/data/users.ts";
import { claimWorkspaceSlug, insertWorkspace } from "#lib/data/workspaces.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { AppError } from "#lib/domain/errors.ts";
import { slugFromName } from "#lib/domain/workspace-slug.ts";
import { newId } from "#lib/platform/ids.ts";

const SUFFIX_LENGTH = 5;
const MAX_SUFFIXES = 5;

export type Registration = {
  /** Normalised, and proved by the link that was sent to it. */
  email: string;
  now: Date;
  requestId: string | null;
  ip: string | null;
};

/** Makes a person and their own Starter workspace. Whoever is registered already, at the same time too, stays as is. */
export async function registerUser(db: Database, registration: Registration): Promise<UserRow> {
  const { email, now } = registration;
  const user: UserRow = { userId: newId("user", now), email, name: null, emailVerifiedAt: now };
  return db.$transaction(async (tx) => {
    const isNew = await insertUser(tx, { ...user, createdAt: now });
    if (!isNew) return getUserByEmail(tx, email);
    await createOwnWorkspace(tx, user, registration);
    return user;
  });
}

async function getUserByEmail(tx: Db, email: string): Promise<UserRow> {
  const user = await findUserByEmail(tx, email);
  if (!user) throw new AppError("conflict", "This account was changed meanwhile. Try again.");
  return user;
}

async function createOwnWorkspace(tx: Db, user: UserRow, { now, requestId, ip }: Registration): Promise<void> {
  const workspaceId = newId("workspace", now);
  const [localPart = ""] = user.email.split("@");
  const workspace = { name: `${localPart}'s workspace`, plan: "starter" } as const;
  await insertWorkspace(tx, workspaceId, { ...workspace, createdAt: now });
  const slug = await claimFreeSlug(tx, workspaceId, slugFromName(localPart));
  await insertMember(tx, workspaceId, { userId: user.userId, role: "owner", createdAt: now });

  const actor: Actor = { type: "user", userId: user.userId, email: user.email, role: "owner" };
  const change = { workspaceId, actor, before: null, ip, requestId, at: now };
  await insertAuditEntry(tx, {
    ...change,
    action: "user.registered",
    targetType: "user",
    targetId: user.userId,
    after: { email: user.email, role: "owner" },
  });
  await insertAuditEntry(tx, {
    ...change,
    action: "workspace.created",
    targetType: "workspace",
    targetId: workspaceId,
    after: { ...workspace, slug },
  });
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
