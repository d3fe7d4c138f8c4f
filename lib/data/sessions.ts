import type { Db } from "#lib/data/client.ts";

export type SessionRow = {
  userId: string;
  email: string;
  name: string | null;
  emailVerifiedAt: Date | null;
  lastSeenAt: Date;
  expiresAt: Date;
};

export type NewSession = {
  tokenHash: string;
  userId: string;
  createdAt: Date;
  expiresAt: Date;
  ip: string | null;
  userAgent: string | null;
};

export async function insertSession(db: Db, session: NewSession): Promise<void> {
  await db.session.create({ data: { ...session, lastSeenAt: session.createdAt }, select: { tokenHash: true } });
}

/** The session of a token that is still good at an instant, with the person it belongs to. */
export async function findSession(db: Db, tokenHash: string, now: Date): Promise<SessionRow | null> {
  const row = await db.session.findUnique({
    where: { tokenHash, expiresAt: { gt: now } },
    select: {
      lastSeenAt: true,
      expiresAt: true,
      user: { select: { id: true, email: true, name: true, emailVerifiedAt: true } },
    },
  });
  if (!row) return null;
  const { id, ...user } = row.user;
  return { userId: id, ...user, lastSeenAt: row.lastSeenAt, expiresAt: row.expiresAt };
}

/** Moves the end of a session that has not ended. */
export async function extendSession(
  db: Db,
  tokenHash: string,
  { seenAt, expiresAt }: { seenAt: Date; expiresAt: Date },
): Promise<void> {
  await db.session.updateMany({
    where: { tokenHash, expiresAt: { gt: seenAt } },
    data: { lastSeenAt: seenAt, expiresAt },
  });
}

export async function deleteSession(db: Db, tokenHash: string): Promise<void> {
  await db.session.deleteMany({ where: { tokenHash } });
}

export async function deleteEndedSessions(db: Db, userId: string, now: Date): Promise<void> {
  await db.session.deleteMany({ where: { userId, expiresAt: { lte: now } } });
}
