import { expect, test } from "vitest";
import { spanLabel } from "./span-label.ts";

test.each([
  ["2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z", "1 - 31 Oct 2026 (UTC)"],
  ["2026-10-15T09:30:00Z", "2026-11-01T00:00:00Z", "15 - 31 Oct 2026 (UTC)"],
  ["2026-10-15T09:30:00Z", "2026-12-01T00:00:00Z", "15 Oct 2026 - 30 Nov 2026 (UTC)"],
  ["2025-10-15T00:00:00Z", "2026-10-16T00:00:00Z", "15 Oct 2025 - 15 Oct 2026 (UTC)"],
  ["2026-10-15T00:00:00Z", "2026-10-15T00:00:00Z", "15 Oct 2026 (UTC)"],
])("%s to %s is %s", (start, end, label) => {
  expect(spanLabel(new Date(start), new Date(end))).toBe(label);
});
