import { expect, test } from "vitest";
import { oneAtATime } from "./one-at-a-time.ts";

test("what has the same name waits, what has another does not, and a failure holds nobody up", async () => {
  const log: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = oneAtATime("a", async () => {
    log.push("first begins");
    await gate.promise;
    log.push("first ends");
    throw new Error("failed");
  });
  const second = oneAtATime("a", async () => log.push("second"));
  await oneAtATime("b", async () => log.push("other"));
  expect(log).toEqual(["first begins", "other"]);
  gate.resolve();
  await expect(first).rejects.toThrow("failed");
  await second;
  expect(log).toEqual(["first begins", "other", "first ends", "second"]);
});
