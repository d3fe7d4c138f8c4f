import { expect, test } from "vitest";
import { fewAtOnce } from "./few-at-once.ts";

test("three are done at once, the others follow in their order, and a failure gives its place on", async () => {
  const begun: number[] = [];
  const gates = Array.from({ length: 6 }, () => Promise.withResolvers<void>());
  const runs = gates.map((gate, index) =>
    fewAtOnce(async () => {
      begun.push(index);
      await gate.promise;
    }),
  );
  expect(begun).toEqual([0, 1, 2]);
  gates[1]?.reject(new Error("failed"));
  await expect(runs[1]).rejects.toThrow("failed");
  await expect.poll(() => begun).toEqual([0, 1, 2, 3]);
  for (const gate of gates) gate.resolve();
  await Promise.allSettled(runs);
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  expect(await fewAtOnce(async () => "free again")).toBe("free again");
});
