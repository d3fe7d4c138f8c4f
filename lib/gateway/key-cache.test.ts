import { expect, test } from "vitest";
import { createKeyCache } from "./key-cache.ts";
import type { KeySnapshot } from "./key-snapshot.ts";

const keyOf = (workspaceId: string): KeySnapshot => ({
  workspaceId,
  slug: workspaceId,
  plan: "team",
  terms: null,
  apiKeyId: `key_of_${workspaceId}`,
  memberId: "user",
  expiresAt: null,
  revokedAt: null,
  deployments: [],
});

/** A store whose answers the test decides, one for each read. */
function cacheOver(read: (hash: string) => Promise<KeySnapshot | null>) {
  const clock = { nowMs: 0 };
  const reads: string[] = [];
  const cache = createKeyCache({
    read: (hash) => {
      reads.push(hash);
      return read(hash);
    },
    nowMs: () => clock.nowMs,
  });
  return { cache, reads, clock };
}

test("parallel requests read a key once, and again when it is 3 seconds old", async () => {
  const { cache, reads, clock } = cacheOver(async () => keyOf("one"));
  await Promise.all([cache.find("a"), cache.find("a"), cache.find("a")]);
  clock.nowMs = 2_999;
  await cache.find("a");
  expect(reads).toEqual(["a"]);
  clock.nowMs = 3_000;
  await cache.find("a");
  expect(reads).toEqual(["a", "a"]);
});

test("a change forgets its workspace's keys and the unknown ones, not the others", async () => {
  const { cache, reads } = cacheOver(async (hash) => (hash === "unknown" ? null : keyOf(hash)));
  for (const hash of ["one", "two", "unknown"]) await cache.find(hash);
  cache.forgetWorkspace("one");
  for (const hash of ["one", "two", "unknown"]) await cache.find(hash);
  expect(reads).toEqual(["one", "two", "unknown", "one", "unknown"]);
});

test("a key that changes while it is read is read again by the next request", async () => {
  const slow = Promise.withResolvers<KeySnapshot | null>();
  const { cache, reads } = cacheOver(() => (reads.length === 1 ? slow.promise : Promise.resolve(null)));
  const first = cache.find("one");
  cache.forgetWorkspace("one");
  slow.resolve(keyOf("one"));
  expect(await first).toMatchObject({ workspaceId: "one" });
  expect(await cache.find("one")).toBeNull();
});

test("a failed read is not remembered", async () => {
  const { cache, reads } = cacheOver(async () => {
    if (reads.length === 1) throw new Error("away");
    return keyOf("one");
  });
  await expect(cache.find("one")).rejects.toThrow("away");
  expect(await cache.find("one")).toMatchObject({ workspaceId: "one" });
});
