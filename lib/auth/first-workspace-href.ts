import { getDb } from "#lib/data/database.ts";
import { listMemberships } from "#lib/data/members.ts";
import { ROLES } from "#lib/domain/permissions.ts";
import { findSignedInUser } from "./session.ts";

/** Where a person lands: the workspace in which they may do most, or the pages for who is in none or not signed in. */
export async function firstWorkspaceHref(): Promise<string> {
  const user = await findSignedInUser();
  if (!user) return "/sign-in";
  const memberships = await listMemberships(getDb(), user.userId);
  const [first] = memberships.toSorted((one, other) => ROLES.indexOf(one.role) - ROLES.indexOf(other.role));
  return first ? `/${first.slug}` : "/no-workspace";
}
