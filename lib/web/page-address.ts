export type PageSearch = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A screen's own address, with every filter it was opened with. */
export function pageAddress(path: string, search: PageSearch = {}): string {
  const pairs = Object.entries(search).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one) => [name, one]),
  );
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`;
}
