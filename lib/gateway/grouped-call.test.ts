import { expect, test } from "vitest";
import { createGroupedCall } from "./grouped-call.ts";

const fulfilled = (items: readonly unknown[]): PromiseSettledResult<unknown>[] =>
  items.map((value) => ({ status: "fulfilled", value }));

test("what arrives during a call goes together in the next, in order of arrival", async () => {
  const groups: number[][] = [];
  const open = Promise.withResolvers<void>();
  const call = createGroupedCall<number, unknown>(
    async (items) => {
      groups.push(items);
      await open.promise;
      return fulfilled(items);
    },
    { maxGroup: 3 },
  );
  const calls = [1, 2, 3, 4, 5].map(call);
  expect(groups).toEqual([[1]]);
  open.resolve();
  await Promise.all(calls);
  expect(groups).toEqual([[1], [2, 3, 4], [5]]);
});

test("each call gets the result of its own item", async () => {
  const call = createGroupedCall<string, string>(
    async (items) =>
      items.map((item) =>
        item === "bad" ? { status: "rejected", reason: new Error("refused") } : { status: "fulfilled", value: item },
      ),
    { maxGroup: 10 },
  );
  const results = await Promise.allSettled(["first", "good", "bad", "fine"].map(call));
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
});

test("a group that fails rejects its own calls, and the next group is served", async () => {
  let isBroken = true;
  const call = createGroupedCall<number, unknown>(
    async (items) => {
      if (isBroken) throw new Error("away");
      return fulfilled(items);
    },
    { maxGroup: 10 },
  );
  await expect(call(1)).rejects.toThrow("away");
  isBroken = false;
  await expect(call(2)).resolves.toBe(2);
});
