import type { Db } from "#lib/data/client.ts";

export type UserRow = { userId: string; email: string; name: string | null; emailVerifiedAt: Date | null };

const columns = { id: true, email: true, name: true, emailVerifiedAt: true } as const;

/** The person with an email address, which is stored normalised. */
export async function findUserByEmail(db: Db, email: string): Promise<UserRow | null> {
  const row = await db.user.findUnique({ where: { email }, select: columns });
  return row && toUserRow(row);
}

/** Adds a person. @returns whether they are new; false when the email address is taken. */
export async function insertUser(db: Db, user: UserRow & { createdAt: Date }): Promise<boolean> {
  const { userId, ...rest } = user;
  const { count } = await db.user.createMany({ data: [{ id: userId, ...rest }], skipDuplicates: true });
  return count === 1;
}

/** Remembers when the email address was first proved; later proofs change nothing. */
export async function markEmailVerified(db: Db, userId: string, verifiedAt: Date): Promise<UserRow> {
  await db.user.updateMany({ where: { id: userId, emailVerifiedAt: null }, data: { emailVerifiedAt: verifiedAt } });
  return toUserRow(await db.user.findUniqueOrThrow({ where: { id: userId }, select: columns }));
}

/** Makes changes that depend on where a person belongs wait for each other until the transaction ends. */
export async function lockUser(tx: Db, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${userId} FOR UPDATE`;
}

function toUserRow({ id, ...rest }: Omit<UserRow, "userId"> & { id: string }): UserRow {
  return { userId: id, ...rest };
}
