import { expect, test } from "vitest";
import { admitRequests } from "#lib/gateway/admission.ts";
import { settleUsage } from "#lib/gateway/settlement.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { countersAgree } from "./counters-agree.ts";
import { endedEvent, requestToAdmit } from "./request-to-admit.ts";

const database = setUpTestDatabase();

test("a request that is settled twice in one call is charged once, and what is charged is what is stored", async () => {
  const workspace = await createTestWorkspace(database.db, { now: systemClock.now() });
  const request = requestToAdmit(workspace, new Date(Date.UTC(2026, 10, 10)));
  await admitRequests(database.pool, [request], "00000000-0000-0000-0000-000000000001");
  const events = [endedEvent(request, 500n), endedEvent(request, 300n)];
  expect(await settleUsage(database.pool, events)).toEqual([request.requestId]);
  await countersAgree(database.pool);
});
