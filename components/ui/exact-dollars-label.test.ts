import { describe, expect, it } from "vitest";
import { exactDollarsLabel } from "./exact-dollars-label.ts";

describe("exactDollarsLabel", () => {
  it.each([
    ["0.0002134", "$0.0002134"],
    ["1204.50", "$1,204.50"],
    ["-1234567.000000001", "−$1,234,567.000000001"],
  ])("writes %s as %s", (exact, label) => {
    expect(exactDollarsLabel(exact)).toBe(label);
  });
});
