import { MODELS } from "#lib/domain/catalog/models.ts";

/** The model that an example request names: the catalog's first chat model among those served, or null. */
export function snippetModelId(servedModelIds: readonly string[]): string | null {
  return MODELS.find(({ id, kind }) => kind === "chat" && servedModelIds.includes(id))?.id ?? null;
}
