import type { Database } from "#lib/data/client.ts";
import { listMemberships } from "#lib/data/members.ts";
import { lockUser } from "#lib/data/users.ts";
import { insertOwnWorkspace } from "./insert-own-workspace.ts";

export type OwnWorkspaceRequest = {
  user: { readonly userId: string; readonly email: string };
  now: Date;
  requestId: string | null;
  ip: string | null;
};

/** Makes a Starter workspace for who belongs to none. @returns the address of a workspace they belong to */
export async function createOwnWorkspace(db: Database, { user, ...request }: OwnWorkspaceRequest): Promise<string> {
  return db.$transaction(async (tx) => {
    await lockUser(tx, user.userId);
    const [existing] = await listMemberships(tx, user.userId);
    return existing ? existing.slug : (await insertOwnWorkspace(tx, user, request)).slug;
  });
}
