export type RouteSize = {
  /** "/[workspace]/settings/usage". */
  route: string;
  /** Compressed bytes of what the page asks for at once. */
  firstBytes: number;
  /** Compressed bytes of chunks that its components ask for by themselves as they are shown, such as charts. */
  laterBytes: number;
};

export const MOST_KILOBYTES = 200;
const COLUMN = 11;

/** The routes as a table, the largest first; what is above the bound says so. */
export function routeSizesText(routes: readonly RouteSize[]): string {
  if (routes.length === 0) return "No built console routes were found.";
  const width = Math.max(...routes.map(({ route }) => route.length)) + 2;
  const lines = routes
    .toSorted((one, other) => other.firstBytes - one.firstBytes)
    .map(({ route, firstBytes, laterBytes }) => {
      const verdict = firstBytes > MOST_KILOBYTES * 1_000 ? `  above ${MOST_KILOBYTES} kB` : "";
      return `${route.padEnd(width)}${kilobytes(firstBytes)}${kilobytes(laterBytes)}${verdict}`;
    });
  const header = `${"JavaScript, compressed".padEnd(width)}${"at once".padStart(COLUMN)}${"later".padStart(COLUMN)}`;
  return [header, ...lines].join("\n");
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} kB`.padStart(COLUMN);
}
