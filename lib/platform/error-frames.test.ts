import { expect, test } from "vitest";
import { errorFrames } from "./error-frames.ts";

test("an error is told by where it was thrown, without its message", () => {
  const frames = errorFrames(new TypeError("ada@example.com\nGET /sign-in/confirm?token=secret")).split("\n");
  expect(frames[0]).toMatch(/^at .*error-frames\.test\.ts:\d+:\d+\)?$/);
  expect(frames.length).toBeLessThanOrEqual(8);
  expect(frames.join()).not.toMatch(/ada@|secret/);
});

test("what has no stack has no frames", () => {
  expect(errorFrames("ada@example.com")).toBe("");
  expect(errorFrames(Object.assign(new Error("x"), { stack: undefined }))).toBe("");
});
