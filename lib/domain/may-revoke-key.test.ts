import { expect, test } from "vitest";
import { mayRevokeKey } from "./may-revoke-key.ts";
import type { Role } from "./permissions.ts";

const person = (role: Role) => ({ type: "user", userId: "user_one", email: "one@example.test", role }) as const;
const OWN = { createdByUserId: "user_one" };
const OTHER = { createdByUserId: "user_two" };

test.each<[Role, boolean, boolean]>([
  ["owner", true, true],
  ["admin", true, true],
  ["billing", false, false],
  ["member", true, false],
  ["viewer", false, false],
])("whether a %s may revoke their own key, and another's", (role, own, other) => {
  expect(mayRevokeKey(person(role), OWN)).toBe(own);
  expect(mayRevokeKey(person(role), OTHER)).toBe(other);
});

test("a job of the system may revoke any key", () => {
  expect(mayRevokeKey({ type: "system", job: "plan-change" }, OTHER)).toBe(true);
});
