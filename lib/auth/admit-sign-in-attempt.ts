import { createHmac } from "node:crypto";
import type { Database } from "#lib/data/client.ts";
import {
  countSignInAttempts,
  deleteOldSignInAttempts,
  insertSignInAttempt,
  lockSignInAttempts,
} from "#lib/data/sign-in-attempts.ts";
import { SIGN_IN_WINDOW_MS, type SignInLimit, signInLimit } from "#lib/domain/sign-in-limit.ts";
import { newId } from "#lib/platform/ids.ts";
import { ipNetwork } from "./ip-network.ts";

type SignInAttempt = { email: string; ip: string | null; secret: string; now: Date };

/** Decides whether one more sign-in mail may be sent, and records it when it may. Only keyed hashes are stored. */
export async function admitSignInAttempt(
  db: Database,
  { email, ip, secret, now }: SignInAttempt,
): Promise<SignInLimit> {
  const hash = (subject: string) => createHmac("sha256", secret).update(subject).digest("hex");
  const subjects = { emailHash: hash(`email:${email}`), ipHash: hash(`ip:${ip === null ? "unknown" : ipNetwork(ip)}`) };
  const windowStart = new Date(now.getTime() - SIGN_IN_WINDOW_MS);
  return db.$transaction(async (tx) => {
    await lockSignInAttempts(tx, subjects);
    const limit = signInLimit(await countSignInAttempts(tx, subjects, windowStart), now);
    if (!limit.allowed) return limit;
    await insertSignInAttempt(tx, { ...subjects, id: newId("signInAttempt", now), attemptedAt: now });
    await deleteOldSignInAttempts(tx, windowStart);
    return limit;
  });
}
