import { describe, expect, test } from "vitest";
import { selectSteps } from "./select-steps.ts";

const steps = ["lint", "unit", "unit", "db"].map((group, index) => ({ group, index }));
const chosen = (...names: string[]) => selectSteps(steps, names).map(({ index }) => index);

describe("selectSteps", () => {
  test("takes all without names", () => expect(chosen()).toEqual([0, 1, 2, 3]));
  test("takes every step of the named groups, in the steps' order", () =>
    expect(chosen("db", "unit")).toEqual([1, 2, 3]));
  test("refuses a name it does not know, and says which there are", () => {
    expect(() => chosen("unit", "unti")).toThrow("Unknown step: unti. There are lint, unit, db.");
  });
});
