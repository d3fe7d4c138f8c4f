const LONGEST_CHARACTERS = 100;

/** What a caller wrote where a name belongs, short enough for a message; the kind of thing it is when it is no text. */
export function shownName(value: unknown): string {
  return typeof value === "string" ? value.slice(0, LONGEST_CHARACTERS) : typeof value;
}
