import { expect, test } from "vitest";
import { createKeyRefusal } from "./create-key-refusal.ts";

test("Starter has no keys whatever the role, and the way to them is named", () => {
  for (const isAllowedByRole of [true, false])
    expect(createKeyRefusal("starter", { isAllowedByRole })).toMatch(/Starter.*Pro/);
});

test.each(["pro", "team", "enterprise"] as const)("on %s the role decides", (plan) => {
  expect(createKeyRefusal(plan, { isAllowedByRole: true })).toBeNull();
  expect(createKeyRefusal(plan, { isAllowedByRole: false })).toMatch(/owner or admin/);
});

test("an overdue payment is named where role and plan would allow it", () => {
  expect(createKeyRefusal("pro", { isAllowedByRole: true, isReadOnly: true })).toMatch(/overdue.*Settings > Billing/);
  expect(createKeyRefusal("pro", { isAllowedByRole: false, isReadOnly: true })).toMatch(/owner or admin/);
});
