import type { Db } from "#lib/data/client.ts";

type SignInTokenKey = { email: string; tokenHash: string };

/** Stores a link's token and forgets those that have expired. */
export async function insertSignInToken(db: Db, token: SignInTokenKey & { expiresAt: Date }, now: Date): Promise<void> {
  await db.signInToken.deleteMany({ where: { expiresAt: { lte: now } } });
  await db.signInToken.create({ data: token, select: { email: true } });
}

/** Uses a token up, in one statement so that of many parallel uses only one gets it. Null for all others. */
export async function takeSignInToken(
  db: Db,
  { email, tokenHash }: SignInTokenKey,
): Promise<{ expiresAt: Date } | null> {
  const [row] = await db.$queryRaw<{ expires_at: Date }[]>`
    DELETE FROM sign_in_tokens WHERE email = ${email} AND token_hash = ${tokenHash} RETURNING expires_at`;
  return row ? { expiresAt: row.expires_at } : null;
}
