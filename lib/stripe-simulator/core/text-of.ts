/** A text after a write: an empty one clears, one that was not given leaves what there was. */
export function textOf(given: string | null | undefined, old: string | null | undefined = null): string | null {
  if (given === undefined) return old ?? null;
  return given === "" ? null : given;
}
