import { headers } from "next/headers";
import { z } from "zod";
import { getDb } from "#lib/data/database.ts";
import type { ActionResult } from "#lib/domain/action-result.ts";
import type { ErrorCode, FieldErrors } from "#lib/domain/errors.ts";
import { realClock, systemClock } from "#lib/platform/clock.ts";
import { consoleEnv } from "#lib/platform/env.ts";
import { errorChain } from "#lib/platform/error-chain.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import { admitSignInAttempt } from "./admit-sign-in-attempt.ts";
import { auth } from "./auth.ts";
import { clientIp } from "./client-ip.ts";
import { emailAddress } from "./email-address.ts";

const inputSchema = z.object({ email: emailAddress, callbackUrl: z.string().max(2_048).catch("/") });

type LinkRequest = z.infer<typeof inputSchema>;

/** Mails a sign-in link. Does and answers the same whether or not the address is known. */
export async function requestSignInLink(input: unknown): Promise<ActionResult<null>> {
  const requestId = newRequestId(systemClock.now());
  const refuse = (code: ErrorCode, message: string, fieldErrors?: FieldErrors): ActionResult<null> => ({
    ok: false,
    error: { code, message, requestId, ...(fieldErrors && { fieldErrors }) },
  });
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) {
    const message = "Enter an email address such as name@company.com.";
    return refuse("invalid_input", message, { email: message });
  }
  try {
    const minutes = await minutesToWait(parsed.data);
    if (minutes > 0) return refuse("rate_limited", tooManyLinks(minutes));
    await sendLink(parsed.data);
    return { ok: true, data: null };
  } catch (error) {
    log.warn("sign_in.link_not_sent", { requestId, errors: errorChain(error) });
    return refuse("service_unavailable", "The mail could not be sent. Try again in a few minutes.");
  }
}

async function minutesToWait({ email }: LinkRequest): Promise<number> {
  const limit = await admitSignInAttempt(getDb(), {
    email,
    ip: clientIp(await headers()),
    secret: consoleEnv().AUTH_SECRET,
    now: realClock.now(),
  });
  return limit.allowed ? 0 : Math.ceil(limit.retryAfterSeconds / 60);
}

async function sendLink({ email, callbackUrl }: LinkRequest): Promise<void> {
  const next = await auth.signIn("email", { email, redirectTo: callbackUrl, redirect: false });
  // next-auth tells of some failures only by where it would send the browser.
  if (!URL.parse(next)?.pathname.endsWith("/verify-request")) throw new Error("next-auth sent no link");
}

function tooManyLinks(minutes: number): string {
  return `Too many sign-in links were requested. Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
}
