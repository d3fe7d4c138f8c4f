import type { Database } from "#lib/data/client.ts";

/** A database that stops answering at its so-manieth statement, as a process does that is killed there. */
export function failingAt(db: Database, statement: number): { db: Database; hasFailed: () => boolean } {
  let count = 0;
  const failing = db.$extends({
    query: {
      $allOperations: ({ args, query }) => {
        count += 1;
        if (count >= statement) throw new Error(`Killed at statement ${count}`);
        return query(args);
      },
    },
  });
  return { db: failing as unknown as Database, hasFailed: () => count >= statement };
}
