/** The old values of the top-level fields that an update changed, as events show them. Empty when nothing changed. */
export function previousOf<T extends object>(before: T, after: T): Record<string, unknown> {
  const old = before as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(after)
      .filter(([field, value]) => JSON.stringify(old[field]) !== JSON.stringify(value))
      .map(([field]) => [field, old[field] ?? null]),
  );
}
