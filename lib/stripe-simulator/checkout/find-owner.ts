import type { Account, Tables } from "#lib/stripe-simulator/core/account.ts";
import type { Simulator } from "#lib/stripe-simulator/core/simulator.ts";

type Kept<Name extends keyof Tables> = Tables[Name] extends Map<string, infer T> ? T : never;

/** The object with this id and the account that has it. Pages are reached without a key: the id is what nobody guesses. */
export function findOwner<Name extends keyof Tables>(
  { world }: Simulator,
  table: Name,
  id: string,
): { account: Account; object: Kept<Name> } | null {
  for (const account of world.accounts.values()) {
    const object = account.tables[table].get(id);
    if (object) return { account, object: object as Kept<Name> };
  }
  return null;
}
