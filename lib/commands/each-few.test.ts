import { expect, test } from "vitest";
import { eachFew } from "./each-few.ts";

test("does each item once, in order, with at most so many under way, and others go on beside a slow one", async () => {
  const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();
  const begun: number[] = [];
  let underWay = 0;
  let most = 0;
  await eachFew([0, 1, 2, 3, 4, 5], 2, async (item) => {
    begun.push(item);
    underWay += 1;
    most = Math.max(most, underWay);
    // The first one waits for the last to have begun, so one alone would never end.
    if (item === 5) release();
    if (item === 0) await isReleased;
    await Promise.resolve();
    underWay -= 1;
  });
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test("fails as soon as one does", async () => {
  const failing = eachFew([1], 2, () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
});
