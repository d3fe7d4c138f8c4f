import { expect, test } from "vitest";
import { actorId } from "./actor.ts";

test("an actor is stored by its user id, and by its job when no person acted", () => {
  expect(actorId({ type: "user", userId: "user_1", email: "ann@example.com", role: "owner" })).toBe("user_1");
  expect(actorId({ type: "system", job: "publish-prices" })).toBe("publish-prices");
});
