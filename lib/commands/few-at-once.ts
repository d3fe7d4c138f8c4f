/** A third of the connections that a process has to the database: the others stay free for what waits for nobody. */
const MOST_AT_ONCE = 3;

type Places = { taken: number; readonly waiting: (() => void)[] };

/** Kept on the global object, because a bundle may hold this module more than once. */
const shared = globalThis as typeof globalThis & { weirStripePlaces?: Places };

/**
 * Does what keeps a connection to the database while Stripe is asked, three at once in this process and the others in the
 * order in which they came, without a connection. However slowly Stripe answers, everything else goes on.
 */
export async function fewAtOnce<T>(run: () => Promise<T>): Promise<T> {
  shared.weirStripePlaces ??= { taken: 0, waiting: [] };
  const places = shared.weirStripePlaces;
  if (places.taken < MOST_AT_ONCE) places.taken += 1;
  else await new Promise<void>((resolve) => places.waiting.push(resolve));
  try {
    return await run();
  } finally {
    // A place is handed on as it is, so that nobody who comes later takes it first.
    const next = places.waiting.shift();
    if (next) next();
    else places.taken -= 1;
  }
}
