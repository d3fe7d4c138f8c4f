/** The last of what was asked for under each name, while it is not over. */
const lastByName = new Map<string, Promise<unknown>>();

/**
 * Does what is asked for under one name one after the other in this process, so that those who wait for each other wait
 * without a connection to the database.
 */
export async function oneAtATime<T>(name: string, run: () => Promise<T>): Promise<T> {
  const earlier = lastByName.get(name) ?? Promise.resolve();
  const mine = earlier.then(run, run);
  const over = mine.then(
    () => undefined,
    () => undefined,
  );
  lastByName.set(name, over);
  try {
    return await mine;
  } finally {
    if (lastByName.get(name) === over) lastByName.delete(name);
  }
}
