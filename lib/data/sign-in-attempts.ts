import type { Db } from "#lib/data/client.ts";
import type { EarlierAttempts } from "#lib/domain/sign-in-limit.ts";

type Subjects = { emailHash: string; ipHash: string };

/**
 * Makes other requests about the same email or IP address wait for this transaction. Emails are always locked first,
 * so that two requests cannot wait for each other.
 */
export async function lockSignInAttempts(tx: Db, { emailHash, ipHash }: Subjects): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sign_in_email:' || ${emailHash}, 0))`;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sign_in_ip:' || ${ipHash}, 0))`;
}

export async function countSignInAttempts(
  tx: Db,
  { emailHash, ipHash }: Subjects,
  after: Date,
): Promise<{ toEmail: EarlierAttempts; fromIp: EarlierAttempts }> {
  const count = async (subject: { emailHash: string } | { ipHash: string }): Promise<EarlierAttempts> => {
    const { _count, _min } = await tx.signInAttempt.aggregate({
      where: { ...subject, attemptedAt: { gt: after } },
      _count: true,
      _min: { attemptedAt: true },
    });
    return { count: _count, oldestAt: _min.attemptedAt };
  };
  return { toEmail: await count({ emailHash }), fromIp: await count({ ipHash }) };
}

export async function insertSignInAttempt(
  tx: Db,
  attempt: Subjects & { id: string; attemptedAt: Date },
): Promise<void> {
  await tx.signInAttempt.create({ data: attempt, select: { id: true } });
}

/** Skips rows that another request is deleting, so that requests never wait for each other here. */
export async function deleteOldSignInAttempts(tx: Db, until: Date): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM sign_in_attempts
    WHERE id IN (SELECT id FROM sign_in_attempts WHERE attempted_at <= ${until} FOR UPDATE SKIP LOCKED)`;
}
