/** The steps of the named groups in their own order, or all of them. @throws when a name is unknown */
export function selectSteps<T extends { group: string }>(steps: readonly T[], names: readonly string[]): T[] {
  const groups = new Set(steps.map(({ group }) => group));
  const unknown = names.filter((name) => !groups.has(name));
  if (unknown.length > 0) {
    throw new Error(`Unknown step: ${unknown.join(", ")}. There are ${[...groups].join(", ")}.`);
  }
  return steps.filter(({ group }) => names.length === 0 || names.includes(group));
}
