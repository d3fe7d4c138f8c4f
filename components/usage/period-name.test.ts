import { expect, it } from "vitest";
import { periodName } from "./period-name.ts";

it("names a period", () => {
  expect(periodName("2026-11")).toBe("Nov 2026");
  expect(periodName("soon")).toBe("soon");
});
