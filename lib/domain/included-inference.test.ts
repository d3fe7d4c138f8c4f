import { expect, test } from "vitest";
import { includedInference } from "./included-inference.ts";

test.each([
  ["starter", 1, 500_000_000n],
  ["pro", 3, 10_000_000_000n],
  ["team", 5, 100_000_000_000n],
  ["enterprise", 40, 0n],
] as const)("%s with %i seats", (plan, seats, nanos) => expect(includedInference(plan, seats)).toBe(nanos));
