import { type Context, hasPermission } from "#lib/context.ts";
import { planTerms } from "#lib/domain/catalog/plans.ts";

/** Why this person cannot create a key in this workspace, in words for them; null when they can. */
export function createKeyRefusal(ctx: Context): string | null {
  const terms = planTerms(ctx.plan);
  if (!terms.hasApiKeys) return `The ${terms.name} plan has no API keys. They come with Pro, Team and Enterprise.`;
  if (!hasPermission(ctx, "api_keys:create")) {
    return "Your role does not allow creating API keys. Ask an owner or admin of the workspace.";
  }
  return null;
}
