import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ROLES, type Role } from "#lib/domain/permissions.ts";
import { membersOverBound } from "./members-over-bound.ts";
import { type BoundDeployment, planEnforcement } from "./plan-enforcement.ts";
import { planSeats } from "./plan-seats.ts";

const member = (userId: string, role: Role, day: number, isSuspended = false) => ({
  userId,
  role,
  createdAt: new Date(Date.UTC(2026, 10, day)),
  isSuspended,
});
const deployment = (change: Partial<BoundDeployment>): BoundDeployment => ({
  deploymentId: "dep_one",
  modelId: "qwen3.8-27b",
  mode: "flex",
  maxReplicas: 2,
  state: "active",
  ...change,
});
const nothing = { members: [], deployments: [], apiKeys: [] };

describe("membersOverBound", () => {
  test("owners stay longest, then who joined first", () => {
    const members = [
      member("late", "member", 9),
      member("early", "member", 2),
      member("owner", "owner", 8),
      member("admin", "admin", 3),
    ];
    expect(membersOverBound(members, 2).map(({ userId }) => userId)).toEqual(["early", "late"]);
    expect(membersOverBound(members, 0).map(({ userId }) => userId)).toEqual(["admin", "early", "late"]);
    expect(membersOverBound(members, 4)).toEqual([]);
  });

  test("does not depend on the order in which members are given", () => {
    const members = fc.uniqueArray(
      fc.record({ userId: fc.uuid(), role: fc.constantFrom(...ROLES), day: fc.integer({ min: 1, max: 5 }) }),
      { selector: ({ userId }) => userId, maxLength: 8 },
    );
    fc.assert(
      fc.property(members, fc.integer({ min: 0, max: 9 }), (drawn, bound) => {
        const all = drawn.map(({ userId, role, day }) => member(userId, role, day));
        const over = membersOverBound(all, bound);
        expect(membersOverBound([...all].reverse(), bound)).toEqual(over);
        expect(over).toHaveLength(Math.max(0, all.length - Math.max(1, bound)));
      }),
    );
  });
});

describe("planEnforcement", () => {
  test("Pro admits three members, serves Flex and 8 replicas, and keeps keys", () => {
    const active = deployment({ deploymentId: "dep_active", mode: "active", maxReplicas: 32 });
    const small = deployment({});
    const members = ["a", "b", "c", "d"].map((id, index) => member(id, "member", index + 1));
    const done = planEnforcement(
      planSeats("pro", 0),
      { members, deployments: [active, small], apiKeys: ["key"] },
      null,
    );
    expect(done).toEqual({
      suspend: [members[3]],
      restore: [],
      toFlex: [active],
      clamp: [active],
      maxReplicas: 8,
      stop: [],
      revoke: [],
    });
  });

  test("Starter admits one member, stops what runs and revokes keys", () => {
    const states = (["active", "provisioning", "scaling", "stopped", "failed"] as const).map((state) =>
      deployment({ deploymentId: state, state }),
    );
    const done = planEnforcement(planSeats("starter", 0), { ...nothing, deployments: states, apiKeys: ["one"] }, null);
    expect(done.stop.map(({ deploymentId }) => deploymentId)).toEqual(["active", "provisioning", "scaling"]);
    expect(done).toMatchObject({ toFlex: [], clamp: [], revoke: ["one"] });
  });

  test("who has a place again is admitted again; nobody else is touched", () => {
    const members = [member("owner", "owner", 1), member("back", "member", 2, true), member("out", "member", 3, true)];
    const done = planEnforcement(planSeats("team", 2), { ...nothing, members }, null);
    expect(done).toMatchObject({ suspend: [], restore: [members[1]] });
  });

  test("Enterprise is bounded by its contract", () => {
    const members = ["a", "b", "c"].map((id, index) => member(id, "member", index + 1));
    const enterprise = planSeats("enterprise", 0);
    expect(planEnforcement(enterprise, { ...nothing, members }, 2).suspend).toEqual([members[2]]);
    expect(
      planEnforcement(enterprise, { ...nothing, deployments: [deployment({ maxReplicas: 500 })] }, 2),
    ).toMatchObject({ toFlex: [], clamp: [], stop: [] });
  });
});
