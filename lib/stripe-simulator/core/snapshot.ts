import type { Account, ApiObject, PaymentOutcome, Tables, World } from "./account.ts";
import { emptyTables, newAccount } from "./new-account.ts";

type AccountSnapshot = {
  key: string;
  id: string;
  tables: Record<string, ApiObject[]>;
  notes: Record<string, [string, unknown][]>;
  nextOutcomes: PaymentOutcome[];
};

export type Snapshot = { version: 1; accounts: AccountSnapshot[] };

/** The whole state as plain data, a copy. */
export function takeSnapshot(world: World): Snapshot {
  return structuredClone({ version: 1, accounts: [...world.accounts.values()].map(accountSnapshot) });
}

/** Puts a snapshot's accounts into a world that has none. */
export function restoreSnapshot(world: World, snapshot: Snapshot): void {
  if (snapshot.version !== 1) throw new Error("This state was written by another version of the simulator: remove it.");
  for (const saved of structuredClone(snapshot.accounts)) {
    const account = newAccount(world, saved.key, saved.id);
    const tables = account.tables as Record<string, Map<string, ApiObject>>;
    for (const [name, objects] of Object.entries(saved.tables)) {
      for (const object of objects) tables[name]?.set(object.id, object);
    }
    for (const [area, entries] of Object.entries(saved.notes)) account.notes.set(area, new Map(entries));
    account.nextOutcomes.push(...saved.nextOutcomes);
    world.accounts.set(account.key, account);
  }
}

function accountSnapshot(account: Account): AccountSnapshot {
  const names = Object.keys(emptyTables()) as (keyof Tables)[];
  return {
    key: account.key,
    id: account.id,
    tables: Object.fromEntries(names.map((name) => [name, [...account.tables[name].values()]])),
    notes: Object.fromEntries([...account.notes].map(([area, entries]) => [area, [...entries]])),
    nextOutcomes: account.nextOutcomes,
  };
}
