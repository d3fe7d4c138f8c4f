import { type PlanId, planTerms } from "#lib/domain/catalog/plans.ts";

/** Why no API key can be created, in words for the person who would; null when one can. The plan comes before the role. */
export function createKeyRefusal(planId: PlanId, { isAllowedByRole }: { isAllowedByRole: boolean }): string | null {
  const terms = planTerms(planId);
  if (!terms.hasApiKeys) return `The ${terms.name} plan has no API keys. They come with Pro, Team and Enterprise.`;
  if (!isAllowedByRole) return "Your role does not allow creating API keys. Ask an owner or admin of the workspace.";
  return null;
}
