import { resourceMissing } from "./stripe-failure.ts";

/** The object with this id, or Stripe's `resource_missing`. `param` names the parameter that held the id, if one did. */
export function find<T>(table: ReadonlyMap<string, T>, kind: string, id: string, param?: string): T {
  const object = table.get(id);
  if (object === undefined) throw resourceMissing(kind, id, param);
  return object;
}
