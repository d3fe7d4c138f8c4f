export type LabelValue = string | number;

const MAX_COMBINATIONS = 200;
const OTHER = "other";
const NAME = /^[a-z0-9_.-]{1,40}$/;

/**
 * Finds what belongs to a combination of label values and keeps it, because prom-client's own search is slow.
 * A value that is not a short name, which no secret is, counts as "other"; so do all values when there are too many.
 */
export function createLabelled<Child>(resolve: (names: string[]) => Child): (values: readonly LabelValue[]) => Child {
  const children = new Map<string, Child>();
  const find = (names: string[]): Child => {
    const key = names.join(" ");
    const child = children.get(key) ?? resolve(names);
    children.set(key, child);
    return child;
  };
  return (values) => {
    const known = children.get(values.join(" "));
    if (known) return known;
    const names = values.map((value) => (NAME.test(String(value)) ? String(value) : OTHER));
    const isKept = children.size < MAX_COMBINATIONS || children.has(names.join(" "));
    return find(isKept ? names : names.map(() => OTHER));
  };
}
