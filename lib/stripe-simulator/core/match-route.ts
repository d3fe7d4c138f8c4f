import type { Route } from "./account.ts";

export type RouteMatch = { route: Route; path: Record<string, string> };

/** Finds routes by method and path; a path of fixed words comes before one with an id in the same place. */
export class RouteTable {
  readonly #routes: { route: Route; words: string[] }[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes
      .map((route) => ({ route, words: route.path.split("/") }))
      .sort((a, b) => placeholders(a.words) - placeholders(b.words));
  }

  /** The route for this request, or null. */
  match(method: string, path: string): RouteMatch | null {
    const given = path.split("/");
    for (const { route, words } of this.#routes) {
      if (route.method !== method || words.length !== given.length) continue;
      const values = valuesOf(words, given);
      if (values !== null) return { route, path: values };
    }
    return null;
  }
}

function placeholders(words: readonly string[]): number {
  return words.filter((word) => word.startsWith("{")).length;
}

function valuesOf(words: readonly string[], given: readonly string[]): Record<string, string> | null {
  const values: Record<string, string> = {};
  for (const [index, word] of words.entries()) {
    const part = given[index] ?? "";
    if (word.startsWith("{")) values[word.slice(1, -1)] = decodeURIComponent(part);
    else if (word !== part) return null;
  }
  return values;
}
