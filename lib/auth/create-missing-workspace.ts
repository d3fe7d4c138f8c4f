import { headers } from "next/headers";
import { createOwnWorkspace } from "#lib/commands/create-own-workspace.ts";
import { getDb } from "#lib/data/database.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { requestOrigin } from "./request-origin.ts";
import { findSignedInUser } from "./session.ts";

/** Makes a workspace for the signed-in person, who has none. @returns where they go from here */
export async function createMissingWorkspace(): Promise<string> {
  const user = await findSignedInUser();
  if (!user) return "/sign-in";
  const { ip, requestId } = requestOrigin(await headers());
  return `/${await createOwnWorkspace(getDb(), { user, now: systemClock.now(), requestId, ip })}`;
}
