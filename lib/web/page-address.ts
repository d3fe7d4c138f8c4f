export type PageSearch = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A screen's own address, with every filter it was opened with. */
export function pageAddress(path: string, search: PageSearch = {}): string {
  const pairs = pageSearchParams(search).toString();
  return pairs === "" ? path : `${path}?${pairs}`;
}

/** What a screen was opened with, as parameters of an address. */
export function pageSearchParams(search: PageSearch): URLSearchParams {
  return new URLSearchParams(
    Object.entries(search).flatMap(([name, value]) =>
      value === undefined ? [] : [value].flat().map((one) => [name, one]),
    ),
  );
}
