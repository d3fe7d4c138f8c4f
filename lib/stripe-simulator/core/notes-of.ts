import type { Account } from "./account.ts";

/** The notes of one area, by object id. What is kept must survive JSON. */
export function notesOf<T>(account: Account, area: string): Map<string, T> {
  let notes = account.notes.get(area);
  if (notes === undefined) {
    notes = new Map();
    account.notes.set(area, notes);
  }
  return notes as Map<string, T>;
}
