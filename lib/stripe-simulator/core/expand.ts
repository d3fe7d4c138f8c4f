import type { Account, ApiObject, Expansion } from "./account.ts";
import { deletedStub } from "./mark-deleted.ts";
import { invalidRequest, type StripeFailure } from "./stripe-failure.ts";

const MAX_LEVELS = 4;
const ID = /_[A-Za-z0-9]{8,}$/;

type Node = Record<string, unknown>;

/** A copy of an answer with the named fields expanded, at most four levels deep. The tables stay as they are. */
export function expand(account: Account, answer: unknown, paths: readonly string[]): unknown {
  const copy = structuredClone(answer);
  for (const path of paths) {
    const fields = path.split(".");
    if (fields.length > MAX_LEVELS) {
      throw refusal(`You cannot expand more than ${MAX_LEVELS} levels of a property. Property: ${path}`);
    }
    if (!canExpand(account, copy, fields)) {
      throw refusal(`This property cannot be expanded (${path}).`);
    }
  }
  return copy;
}

/** Expands along the path; false when it leads to a field that does not exist or holds no object. */
function canExpand(account: Account, node: unknown, fields: readonly string[]): boolean {
  if (node === null || node === undefined) return true;
  if (Array.isArray(node)) return node.every((item) => canExpand(account, item, fields));
  const [field, ...rest] = fields;
  if (field === undefined) return true;
  if (typeof node !== "object") return false;
  const owner = node as Node;
  const special = expansionOf(account, owner, field);
  const value = special === undefined ? referred(account, owner[field]) : special(account, owner);
  if (value === undefined) return false;
  owner[field] = structuredClone(value);
  return canExpand(account, owner[field], rest);
}

function referred(account: Account, value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => (typeof item === "string" ? (objectById(account, item) ?? item) : item));
  }
  if (typeof value === "string") return objectById(account, value) ?? (ID.test(value) ? value : undefined);
  return typeof value === "object" ? value : undefined;
}

function expansionOf(account: Account, owner: Node, field: string): Expansion | undefined {
  if (typeof owner.object !== "string") return undefined;
  for (const part of account.world.parts) {
    const expansion = part.expansions?.[owner.object]?.[field];
    if (expansion !== undefined) return expansion;
  }
  return undefined;
}

function objectById(account: Account, id: string): ApiObject | undefined {
  for (const table of Object.values(account.tables) as ReadonlyMap<string, ApiObject>[]) {
    const object = table.get(id);
    if (object !== undefined) return object;
  }
  return deletedStub(account, id);
}

function refusal(message: string): StripeFailure {
  return invalidRequest(message, { param: "expand" });
}
