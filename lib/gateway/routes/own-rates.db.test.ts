import { expect, test } from "vitest";
import { type RatesToSet, setTokenRates } from "#lib/commands/set-token-rates.ts";
import { priceUsage, type TokenRates } from "#lib/domain/usage/price-usage.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { createTestWorkspace, type TestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";
import { setUpTestGateway } from "#prisma/testing/set-up-test-gateway.ts";

const database = setUpTestDatabase();
const gateway = setUpTestGateway(database);
const MODEL = "qwen3.8-27b";
const LIST_ID = `${MODEL}/flex/2026-01`;
const ACTOR = { type: "system", job: "operator" } as const;
const OWN = { inputNanos: 61n, cachedInputNanos: 5n, outputNanos: 222n };
const LIST = { inputNanos: 100n, cachedInputNanos: 10n, outputNanos: 400n };
const CHEAPER = { inputNanos: 50n, cachedInputNanos: 4n, outputNanos: 200n };

const newWorkspace = () =>
  createTestWorkspace(database.db, { now: systemClock.now(), deployments: [{ modelId: MODEL }] });

/** Set so long ago that they have just become effective, unless told otherwise. */
const setRates = ({ workspaceId }: TestWorkspace, given: Partial<RatesToSet>) =>
  setTokenRates(database.db, {
    actor: ACTOR,
    workspaceId,
    modelId: MODEL,
    mode: "flex",
    rates: OWN,
    effectiveAt: null,
    isDearerAllowed: false,
    now: new Date(systemClock.now().getTime() - 5_000),
    ...given,
  });

const eventOf = ({ workspaceId }: TestWorkspace, requestId: string) =>
  database.db.usageEvent.findFirstOrThrow({ where: { workspaceId, requestId } });

async function ask(workspace: TestWorkspace) {
  const { request_id: requestId } = await gateway
    .client(workspace.apiKey)
    .chat.completions.create({ model: MODEL, messages: [{ role: "user", content: "[[sim: tokens=30]] Hello" }] })
    .withResponse();
  return eventOf(workspace, requestId ?? "");
}

/** Rates that count from an instant before they were written are known a moment later: therefore they must not, in life. */
const untilPriced = (workspace: TestWorkspace, rates: TokenRates) =>
  expect
    .poll(async () => {
      const event = await ask(workspace);
      return event.amountNanos - priceUsage(rates, event).amountNanos;
    })
    .toBe(0n);

test("a request is priced by its workspace's own rates, and others by the list", async () => {
  const workspace = await newWorkspace();
  const other = await newWorkspace();
  expect((await ask(workspace)).priceVersionId).toBe(LIST_ID);
  await setRates(workspace, {});
  await untilPriced(workspace, OWN);
  expect((await ask(workspace)).priceVersionId).toMatch(/^price_/);
  expect((await ask(other)).priceVersionId).toBe(LIST_ID);
});

test("rates that are still to come price nothing yet, and an end brings the list back", async () => {
  const workspace = await newWorkspace();
  const tomorrow = new Date(systemClock.now().getTime() + 86_400_000);
  await setRates(workspace, { effectiveAt: tomorrow });
  expect(await setRates(workspace, { rates: CHEAPER })).toMatchObject({ wasList: true, nextAt: tomorrow });
  await untilPriced(workspace, CHEAPER);
  await setRates(workspace, { rates: null });
  await untilPriced(workspace, LIST);
  expect((await ask(workspace)).priceVersionId).toBe(LIST_ID);
});

test("what began before new rates is held for and charged by the old ones, however long it takes", async () => {
  const workspace = await newWorkspace();
  const { workspaceId } = workspace;
  await setRates(workspace, {});
  await untilPriced(workspace, OWN);
  const { data: stream, request_id: requestId } = await gateway
    .client(workspace.apiKey)
    .chat.completions.create({
      model: MODEL,
      messages: [{ role: "user", content: "[[sim: rate=40, tokens=60]] Count" }],
      max_tokens: 100,
      stream: true,
    })
    .withResponse();
  let isChanged = false;
  for await (const _ of stream) {
    if (isChanged) continue;
    isChanged = true;
    const hold = await database.db.hold.findFirstOrThrow({ where: { workspaceId } });
    // So many input tokens at most, and all that was asked for of output; 61 divides only its own rates' input.
    const inputNanos = hold.amountNanos - OWN.outputNanos * 100n;
    expect([hold.priceVersionId.startsWith("price_"), inputNanos % OWN.inputNanos]).toEqual([true, 0n]);
    await setRates(workspace, { rates: CHEAPER });
    await untilPriced(workspace, CHEAPER);
  }
  const event = await eventOf(workspace, requestId ?? "");
  expect(event.outputTokens).toBe(60);
  expect(event.amountNanos).toBe(priceUsage(OWN, event).amountNanos);
});
