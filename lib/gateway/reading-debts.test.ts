import { expect, test } from "vitest";
import { createReadingDebts } from "./reading-debts.ts";

test("a key whose bodies take long is refused until a tenth of the time has covered them, and no other is", () => {
  let now = 1_000;
  const debts = createReadingDebts(() => now);
  for (let body = 0; body < 10_000; body += 1) debts.charge("light", 10);
  debts.charge("heavy", 400);
  debts.require("heavy");
  debts.charge("heavy", 400);
  expect(() => debts.require("heavy")).toThrow(/take long to read/);
  debts.require("light");
  debts.require("other");
  now += 2_999;
  expect(() => debts.require("heavy")).toThrow(/take long to read/);
  now += 1;
  debts.require("heavy");
});
