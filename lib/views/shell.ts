import { type Context, hasPermission, requirePermission } from "#lib/context.ts";
import { listMemberships, type Membership } from "#lib/data/members.ts";
import { planTerms } from "#lib/domain/catalog/plans.ts";
import { AppError } from "#lib/domain/errors.ts";

export type ShellWorkspaceView = { slug: string; name: string; planName: string; href: string };

export type ShellView = {
  email: string;
  workspace: ShellWorkspaceView;
  workspaces: ShellWorkspaceView[];
  canReadApiKeys: boolean;
  canReadBilling: boolean;
};

/** What surrounds every screen: who is here, in which workspace, and which others they may switch to. */
export async function loadShell(ctx: Context): Promise<ShellView> {
  requirePermission(ctx, "usage:read");
  if (ctx.actor.type !== "user") throw new AppError("forbidden", "Screens are for people.");
  const memberships = await listMemberships(ctx.db, ctx.actor.userId);
  const current = memberships.find((membership) => membership.workspaceId === ctx.workspaceId);
  if (!current) throw new AppError("not_found", "This workspace does not exist.");
  return {
    email: ctx.actor.email,
    workspace: toView(current),
    workspaces: memberships.map(toView),
    canReadApiKeys: hasPermission(ctx, "api_keys:read_own"),
    canReadBilling: hasPermission(ctx, "billing:read"),
  };
}

function toView({ slug, name, plan }: Membership): ShellWorkspaceView {
  return { slug, name, planName: planTerms(plan).name, href: `/${slug}` };
}
