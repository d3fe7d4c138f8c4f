import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import type { Database, Db } from "#lib/data/client.ts";
import { findUserByEmail, insertUser, type UserRow } from "#lib/data/users.ts";
import { AppError } from "#lib/domain/errors.ts";
import { newId } from "#lib/platform/ids.ts";
import { insertOwnWorkspace } from "./insert-own-workspace.ts";

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
    const { workspaceId } = await insertOwnWorkspace(tx, user, registration);
    await auditRegistration(tx, workspaceId, user, registration);
    return user;
  });
}

async function getUserByEmail(tx: Db, email: string): Promise<UserRow> {
  const user = await findUserByEmail(tx, email);
  if (!user) throw new AppError("conflict", "This account was changed meanwhile. Try again.");
  return user;
}

async function auditRegistration(
  tx: Db,
  workspaceId: string,
  { userId, email }: UserRow,
  { now, requestId, ip }: Registration,
): Promise<void> {
  await insertAuditEntry(tx, {
    workspaceId,
    action: "user.registered",
    actor: { type: "user", userId, email, role: "owner" },
    targetType: "user",
    targetId: userId,
    before: null,
    after: { email, role: "owner" },
    ip,
    requestId,
    at: now,
  });
}
