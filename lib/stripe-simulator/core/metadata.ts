type MetadataParams = Readonly<Record<string, string | number | null>> | "" | null | undefined;

/** Metadata after a write: named keys change, an empty value takes a key away, an empty whole takes all away. */
export function mergeMetadata(old: Readonly<Record<string, string>>, given: MetadataParams): Record<string, string> {
  if (given === undefined) return { ...old };
  if (given === "" || given === null) return {};
  const merged: Record<string, string> = { ...old };
  for (const [key, value] of Object.entries(given)) {
    if (value === "" || value === null) delete merged[key];
    else merged[key] = String(value);
  }
  return merged;
}
