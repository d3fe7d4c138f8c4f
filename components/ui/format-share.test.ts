import { describe, expect, it } from "vitest";
import { formatShare } from "./format-share.ts";

describe("formatShare", () => {
  it.each([
    [0, "0%"],
    [0.0004, "<0.1%"],
    [0.001, "0.1%"],
    [0.4212, "42.1%"],
    [0.9999, "99.9%"],
    [1, "100%"],
  ])("writes %d as %s", (share, text) => {
    expect(formatShare(share)).toBe(text);
  });
});
