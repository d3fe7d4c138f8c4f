import { findModel } from "#lib/domain/catalog/models.ts";

/** A chat model that a key can really ask for, or null. */
export async function firstServedModel(gatewayUrl: string, apiKey: string | null): Promise<string | null> {
  if (apiKey === null) return null;
  const response = await fetch(`${gatewayUrl}/models`, { headers: { authorization: `Bearer ${apiKey}` } });
  if (!response.ok) return null;
  const { data } = (await response.json()) as { data: { id: string }[] };
  return data.find(({ id }) => findModel(id)?.kind === "chat")?.id ?? null;
}
