import { describe, expect, test } from "vitest";
import { billingPeriodAt } from "#lib/domain/billing-period.ts";
import { includedInference } from "#lib/domain/included-inference.ts";
import { type PlanChangeToWeigh, planChangeEffects } from "./plan-change-effects.ts";
import { planSeats } from "./plan-seats.ts";

const at = new Date("2026-11-16T00:00:00Z");
const period = billingPeriodAt(at);
const member = (name: string, day: number, isSuspended = false) => ({
  userId: name,
  name,
  role: "member" as const,
  createdAt: new Date(Date.UTC(2026, 9, day)),
  isSuspended,
});
const nothing = { members: [], deployments: [], apiKeys: [] };

function effects(change: Pick<PlanChangeToWeigh, "from" | "to"> & Partial<PlanChangeToWeigh>) {
  const grantedMonthlyNanos = includedInference(change.from.plan, change.from.seats);
  return planChangeEffects({
    isImmediate: true,
    at,
    period,
    grantedMonthlyNanos,
    rolledOverSessions: 0,
    waiting: null,
    holdings: nothing,
    ...change,
  }).map(({ kind, sentence, names }) => ({ kind, sentence, ...(names.length > 0 && { names }) }));
}

describe("planChangeEffects", () => {
  test("says first that the change that waits will not happen", () => {
    const waiting = { ...planSeats("pro", 0), effectiveAt: new Date("2026-12-01T00:00:00Z") };
    const [first] = effects({ from: planSeats("team", 6), to: planSeats("team", 7), waiting });
    expect(first?.kind).toBe("waiting_change_ends");
    expect(first?.sentence).toMatch(/^The change to Pro on .*1 Dec.* will not happen: this change takes its place\.$/);
  });

  test("an upgrade in the middle of a period gains half of the difference, and clears what was rolled over", () => {
    const change = { from: planSeats("pro", 0), to: planSeats("team", 2), rolledOverSessions: 7 };
    expect(effects(change)).toEqual([
      {
        kind: "included_gained",
        sentence: "$15.00 more included inference for the rest of this period, and $40.00 each month from then on.",
      },
      {
        kind: "sessions_gained",
        sentence: "90 more optimization sessions for the rest of this period, and 200 each month from then on.",
      },
      { kind: "rolled_over_sessions_clear", sentence: "7 rolled-over sessions clear when the plan changes." },
    ]);
  });

  test("what a period was granted already is not gained again, and seats clear nothing", () => {
    const change = { from: planSeats("team", 2), to: planSeats("team", 3), rolledOverSessions: 7 };
    const gained = effects({ ...change, grantedMonthlyNanos: includedInference("team", 3) });
    expect(gained.map(({ kind }) => kind)).toEqual(["sessions_gained"]);
  });

  test("a downgrade says what falls at the next period, and whom and what it meets by name", () => {
    const members = ["Ada", "Bo", "Cy", "Di", "Ed"].map((name, index) => member(name, index + 1));
    const served = {
      deploymentId: "dep",
      modelId: "qwen3.8-27b",
      mode: "active",
      maxReplicas: 16,
      state: "active",
    } as const;
    const change = { from: planSeats("team", 5), isImmediate: false, at: period.end };
    const holdings = { members, deployments: [served], apiKeys: [{ label: "CI" }] };
    expect(effects({ ...change, to: planSeats("pro", 0), holdings })).toEqual([
      { kind: "included_falls", sentence: "Included inference falls from $100.00 to $10.00 a month." },
      {
        kind: "sessions_fall",
        sentence:
          "Optimization sessions fall from 500 to 20 a month. What is left of this period's stays until it ends.",
      },
      {
        kind: "members_lose_access",
        sentence: "2 members lose access. Nobody is removed: access returns when the plan admits them.",
        names: ["Di", "Ed"],
      },
      {
        kind: "deployments_become_flex",
        sentence: "1 Active deployment becomes Flex, without reserved replicas.",
        names: ["Qwen3.8 27B"],
      },
      { kind: "replicas_clamped", sentence: "1 deployment is limited to 8 replicas.", names: ["Qwen3.8 27B"] },
    ]);
    const toStarter = effects({ ...change, to: planSeats("starter", 0), holdings });
    expect(toStarter.slice(2)).toEqual([
      expect.objectContaining({ kind: "members_lose_access", names: ["Bo", "Cy", "Di", "Ed"] }),
      { kind: "deployments_stopped", sentence: expect.stringContaining("1 deployment stops"), names: ["Qwen3.8 27B"] },
      { kind: "keys_revoked", sentence: expect.stringContaining("1 API key is revoked for good"), names: ["CI"] },
    ]);
  });

  test("members who lost access get it back with the seats for it", () => {
    const members = [member("Ada", 1), member("Bo", 2, true)];
    const change = { from: planSeats("starter", 0), to: planSeats("team", 2), holdings: { ...nothing, members } };
    expect(effects(change)).toContainEqual({
      kind: "members_regain_access",
      sentence: "1 member can use the workspace again.",
      names: ["Bo"],
    });
  });
});
