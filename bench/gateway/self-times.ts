type CallFrame = { functionName: string; url: string; lineNumber: number };
type ProfileNode = { id: number; callFrame: CallFrame; children?: number[] };

/** What V8 writes with --cpu-prof. */
export type CpuProfile = {
  nodes: ProfileNode[];
  samples: number[];
  /** In microseconds, one before each sample. */
  timeDeltas: number[];
};

const IDLE = "(idle)";
/** By the path of the code, the first that fits. */
const ORIGINS: readonly [RegExp, string][] = [
  [/node_modules\/undici\//, "undici"],
  [/node_modules\/(pg|pg-[a-z-]+|postgres-[a-z-]+)\//, "pg"],
  [/node_modules\//, "other packages"],
  [/\/lib\/[a-z]+\//, "the gateway's own code, with JSON"],
  [/^node:(_http|internal\/http)/, "node:http"],
  [/^node:(net|stream|_stream|internal\/(streams|stream_base|js_stream))/, "node:net and streams"],
  [/^node:(crypto|internal\/crypto)/, "node:crypto"],
  [/^node:(internal\/(modules|bootstrap|main|process\/pre|vm|deps\/amaro)|fs|internal\/fs)/, "loading of code"],
  [/./, "other parts of Node.js"],
];

/**
 * The time spent in each function itself, or in all code of one origin, as shares of the time not idle. What native
 * functions and WebAssembly take counts for the code that called them.
 */
export function selfTimes(profile: CpuProfile, by: "function" | "origin"): { name: string; share: number }[] {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const places = by === "origin" ? callingPlaces(profile.nodes) : null;
  const times = new Map<string, number>();
  let total = 0;
  for (const [index, id] of profile.samples.entries()) {
    const frame = nodes.get(id)?.callFrame;
    const spent = profile.timeDeltas[index] ?? 0;
    if (!frame || frame.functionName === IDLE) continue;
    const name = places ? originOf(frame, places.get(id) ?? "") : functionOf(frame);
    times.set(name, (times.get(name) ?? 0) + spent);
    total += spent;
  }
  return [...times]
    .map(([name, spent]) => ({ name, share: spent / total }))
    .toSorted((one, other) => other.share - one.share);
}

/** The file that each node's code is in or, where it is in none, the file it was called from. */
function callingPlaces(nodes: readonly ProfileNode[]): Map<number, string> {
  const places = new Map<number, string>();
  // V8 lists a node before its children.
  for (const { id, callFrame, children } of nodes) {
    const ownFile = callFrame.url.startsWith("wasm:") ? "" : callFrame.url;
    const place = ownFile || places.get(id) || "";
    places.set(id, place);
    for (const child of children ?? []) places.set(child, place);
  }
  return places;
}

function originOf({ functionName }: CallFrame, place: string): string {
  if (/^\((garbage collector|program)\)$/.test(functionName)) return functionName;
  return ORIGINS.find(([pattern]) => pattern.test(place))?.[1] ?? "native code";
}

function functionOf({ functionName, url, lineNumber }: CallFrame): string {
  const place = url.replace(/^file:.*\/(?=(?:node_modules|lib\/[a-z]+)\/)/, "");
  return `${functionName || "(anonymous)"} ${place}${url ? `:${lineNumber + 1}` : ""}`;
}
