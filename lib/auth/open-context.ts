import { headers } from "next/headers";
import type { Context } from "#lib/context.ts";
import { getDb } from "#lib/data/database.ts";
import { findMembership, type Membership } from "#lib/data/members.ts";
import { findPastDueSince } from "#lib/data/overdue-accounts.ts";
import { paymentState } from "#lib/domain/plans/payment-state.ts";
import { isWorkspaceSlug } from "#lib/domain/workspace-slug.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import { stripeConnection } from "#lib/stripe/connection.ts";
import { clientIp } from "./client-ip.ts";
import { findSignedInUser } from "./session.ts";

export type ConsoleContext = Context & { readonly membership: Membership };

/** Who asks and in which workspace, re-read on every request: role and plan are never remembered between requests. */
export async function openContext(slug: string): Promise<ConsoleContext | "signed_out" | "not_found"> {
  const user = await findSignedInUser();
  if (!user) return "signed_out";
  if (!isWorkspaceSlug(slug)) return "not_found";
  const db = getDb();
  const membership = await findMembership(db, slug, user.userId);
  if (!membership) return "not_found";
  const now = systemClock.now();
  const pastDueSince = await findPastDueSince(db, membership.workspaceId);
  return {
    actor: { type: "user", userId: user.userId, email: user.email, role: membership.role },
    workspaceId: membership.workspaceId,
    plan: membership.plan,
    payment: paymentState({ pastDueSince }, now),
    now,
    db,
    stripe: stripeConnection(),
    requestId: newRequestId(now),
    ip: clientIp(await headers()),
    membership,
  };
}
