import { describe, expect, test } from "vitest";
import type { PaymentState } from "#lib/domain/plans/payment-state.ts";
import { type Context, requirePermission } from "./context.ts";

const since = new Date("2026-12-01T00:00:00.000Z");
const until = new Date("2026-12-08T00:00:00.000Z");
const OVERDUE: PaymentState = { kind: "read_only", since, until };
const OWNER: Context["actor"] = { type: "user", userId: "user_1", email: "ada@example.test", role: "owner" };

/** Only what the permission step looks at. */
const ctxWith = (payment: PaymentState, actor = OWNER) => ({ actor, payment }) as Context;

describe("a workspace whose payment is overdue", () => {
  test.each(["usage:read", "api_keys:read_all", "billing:read", "payment_methods:change"] as const)(
    "lets its owner still have %s",
    (permission) => {
      expect(() => requirePermission(ctxWith(OVERDUE), permission)).not.toThrow();
    },
  );

  test.each([
    "api_keys:create",
    "api_keys:revoke_own",
    "spend_limits:set",
    "plan:change",
    "seats:change",
    "credits:buy",
  ] as const)("refuses %s, says since when and where to pay", (permission) => {
    expect(() => requirePermission(ctxWith(OVERDUE), permission)).toThrow(
      expect.objectContaining({
        code: "payment_overdue",
        message: expect.stringMatching(/since 1 Dec 2026[\s\S]*Settings > Billing[\s\S]*Nothing was deleted/),
      }),
    );
    expect(() => requirePermission(ctxWith(OVERDUE), permission, { evenOverdue: true })).not.toThrow();
  });

  test("changes nothing for jobs, in the grace, and for who may not do it anyway", () => {
    const job = { type: "system", job: "billing" } as const;
    expect(() => requirePermission(ctxWith(OVERDUE, job as never), "plan:change")).not.toThrow();
    expect(() => requirePermission(ctxWith({ kind: "grace", since, until }), "plan:change")).not.toThrow();
    expect(() => requirePermission(ctxWith({ kind: "ok" }), "plan:change")).not.toThrow();
    const viewer = { ...OWNER, role: "viewer" as const };
    expect(() => requirePermission(ctxWith(OVERDUE, viewer), "plan:change")).toThrow(
      expect.objectContaining({ code: "forbidden" }),
    );
  });
});
