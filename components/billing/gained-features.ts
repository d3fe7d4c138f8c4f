import type { PlanColumn } from "#lib/views/billing-page.ts";

type Features = PlanColumn["features"];

const ABSENT = new Set(["No", "None", "0", "–", "Not available"]);

/** What a plan has, and what another has that differs from it. */
export function gainedFeatures(
  from: Pick<PlanColumn, "features">,
  to: Pick<PlanColumn, "features">,
): { kept: Features; gained: Features } {
  const valueNow = new Map(from.features.map(({ label, value }) => [label, value]));
  return {
    kept: from.features.filter(isPresent),
    gained: to.features.filter((feature) => isPresent(feature) && valueNow.get(feature.label) !== feature.value),
  };
}

function isPresent({ value }: Features[number]): boolean {
  return !ABSENT.has(value);
}
