/** A model that a key can really ask for, or null. */
export async function firstServedModel(gatewayUrl: string, apiKey: string | null): Promise<string | null> {
  if (apiKey === null) return null;
  const response = await fetch(`${gatewayUrl}/models`, { headers: { authorization: `Bearer ${apiKey}` } });
  if (!response.ok) return null;
  const { data } = (await response.json()) as { data: { id: string }[] };
  return data[0]?.id ?? null;
}
