import { type PlanId, planTerms } from "#lib/domain/catalog/plans.ts";

type KeyMaker = {
  readonly isAllowedByRole: boolean;
  /** Whether an overdue payment keeps the workspace from being changed. */
  readonly isReadOnly?: boolean;
};

/**
 * Why no API key can be created, in words for the person who would; null when one can. The plan comes before the role,
 * and what paying would mend comes last.
 */
export function createKeyRefusal(planId: PlanId, { isAllowedByRole, isReadOnly = false }: KeyMaker): string | null {
  const terms = planTerms(planId);
  if (!terms.hasApiKeys) return `The ${terms.name} plan has no API keys. They come with Pro, Team and Enterprise.`;
  if (!isAllowedByRole) return "Your role does not allow creating API keys. Ask an owner or admin of the workspace.";
  if (isReadOnly) return "A payment is overdue, so no key can be created. Pay it under Settings > Billing first.";
  return null;
}
