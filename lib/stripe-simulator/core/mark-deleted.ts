import type { Account, ApiObject } from "./account.ts";
import { notesOf } from "./notes-of.ts";

export type DeletedObject<Kind extends string = string> = { id: string; object: Kind; deleted: true };

/** Takes an object out of its table; its id still leads to the stub that Stripe shows of a deleted object. */
export function markDeleted<T extends ApiObject>(
  account: Account,
  table: Map<string, T>,
  object: T,
): DeletedObject<T["object"]> {
  table.delete(object.id);
  const stub: DeletedObject<T["object"]> = { id: object.id, object: object.object, deleted: true };
  notesOf<DeletedObject>(account, "core.deleted").set(object.id, stub);
  return stub;
}

/** The stub of an object that was deleted, or undefined. */
export function deletedStub(account: Account, id: string): DeletedObject | undefined {
  return notesOf<DeletedObject>(account, "core.deleted").get(id);
}
