import { expect, test } from "vitest";
import { HANDLED_EVENT_TYPES } from "./handled-event-types.ts";

test("every type is handled in one way", () => {
  expect(new Set(HANDLED_EVENT_TYPES).size).toBe(HANDLED_EVENT_TYPES.length);
});
