import { headers } from "next/headers";
import NextAuth from "next-auth";
import { getDb } from "#lib/data/database.ts";
import { realClock, systemClock } from "#lib/platform/clock.ts";
import { consoleEnv } from "#lib/platform/env.ts";
import { authConfig } from "./auth-config.ts";
import { requestOrigin } from "./request-origin.ts";

/** next-auth, configured per request so that importing it needs no environment. */
export const auth = NextAuth(async (request) =>
  authConfig({
    env: consoleEnv(),
    db: getDb(),
    clock: systemClock,
    safetyClock: realClock,
    origin: requestOrigin(request?.headers ?? (await headers())),
  }),
);
