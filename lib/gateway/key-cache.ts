import type { KeySnapshot } from "./key-snapshot.ts";

/** Well inside the published 5 seconds in which every process must have heard of a change. */
const FRESH_MS = 3_000;
const MAX_ENTRIES = 20_000;

type Entry = { snapshot: Promise<KeySnapshot | null>; loadedAtMs: number; workspaceId: string | null };

/** What this process remembers of keys, by the hash of their secret. */
export type KeyCache = {
  /** Rejects when the store is away: an unknown key is never guessed. */
  find(secretHash: string): Promise<KeySnapshot | null>;
  /** Forgets a workspace's keys, and every hash that was unknown: one of them may exist now. */
  forgetWorkspace(workspaceId: string): void;
  /** Forgets everything, when changes may have been missed. */
  forgetAll(): void;
};

/** Remembers keys for a short time; entries that a notification overtakes while they load are forgotten with the rest. */
export function createKeyCache(options: {
  read: (secretHash: string) => Promise<KeySnapshot | null>;
  nowMs: () => number;
}): KeyCache {
  const entries = new Map<string, Entry>();

  const load = (secretHash: string): Entry => {
    const entry: Entry = { snapshot: options.read(secretHash), loadedAtMs: options.nowMs(), workspaceId: null };
    const forget = () => {
      if (entries.get(secretHash) === entry) entries.delete(secretHash);
    };
    entry.snapshot.then((snapshot) => {
      entry.workspaceId = snapshot?.workspaceId ?? null;
    }, forget);
    if (entries.size >= MAX_ENTRIES) {
      const oldest = entries.keys().next();
      if (!oldest.done) entries.delete(oldest.value);
    }
    entries.set(secretHash, entry);
    return entry;
  };

  return {
    find(secretHash) {
      const known = entries.get(secretHash);
      if (known && options.nowMs() - known.loadedAtMs < FRESH_MS) return known.snapshot;
      entries.delete(secretHash);
      return load(secretHash).snapshot;
    },
    forgetWorkspace(workspaceId) {
      for (const [hash, entry] of entries) {
        if (entry.workspaceId === null || entry.workspaceId === workspaceId) entries.delete(hash);
      }
    },
    forgetAll: () => entries.clear(),
  };
}
