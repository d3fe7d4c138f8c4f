import { expect, it } from "vitest";
import { RefreshError } from "./refresh-error.ts";
import { type RefreshState, refreshState } from "./refresh-state.ts";

it.each<[string, Error | null, RefreshState]>([
  ["an answer", null, "fresh"],
  ["no connection", new TypeError("Failed to fetch"), "failing"],
  ["a crash", new RefreshError(500, "id"), "failing"],
  ["an absent database", new RefreshError(503, "id"), "failing"],
  ["an ended session", new RefreshError(401, "id"), "signed_out"],
  ["an ended membership", new RefreshError(404, "id"), "no_access"],
  ["a lost permission", new RefreshError(403, "id"), "no_access"],
])("after %s", (_, error, state) => {
  expect(refreshState(error)).toBe(state);
});
