import { MODELS } from "#lib/domain/catalog/models.ts";

export const SERIES_COUNT = 8;
export const OTHER_COLOR = "var(--series-other)";

/** A model's colour on every screen: its place in the catalog decides, so adding models never repaints old ones. */
export function modelColor(modelId: string): string {
  const index = seriesIndex(modelId);
  return index === null ? OTHER_COLOR : `var(--series-${index + 1})`;
}

/** A model's place among those with a colour of their own; null for the rest and for models the catalog lacks. */
export function seriesIndex(modelId: string): number | null {
  const index = MODELS.findIndex((model) => model.id === modelId);
  return index >= 0 && index < SERIES_COUNT ? index : null;
}
