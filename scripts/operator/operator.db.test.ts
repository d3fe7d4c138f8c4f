import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, test, vi } from "vitest";
import { readKeySnapshot } from "#lib/gateway/key-snapshot.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { hashApiKeySecret } from "#lib/platform/hash-api-key-secret.ts";
import { connectSimulator } from "#lib/stripe/connection.ts";
import { startTestSimulator } from "#lib/stripe-simulator/server/start-test-simulator.ts";
import { openBilledWorkspace } from "#prisma/testing/billed-workspace.ts";
import { addTestMember, createTestWorkspace } from "#prisma/testing/create-test-workspace.ts";
import { setUpTestDatabase } from "#prisma/testing/set-up-test-database.ts";

vi.stubEnv("APP_URL", "http://console.test");

const database = setUpTestDatabase();
const TERMS = "--monthly 12000 --seats 25 --included 500 --rpm 20000 --concurrent 2000 --net 30 --postpaid --po PO-123";
const LONG_MS = 60_000;

/** Runs the real command, as `npm run operator -- …` does. */
async function operator(args: string | readonly string[], simulatorUrl = "") {
  const words = typeof args === "string" ? args.split(" ") : args;
  const child = spawn(process.execPath, ["scripts/operator.ts", ...words], {
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      STRIPE_SIM_URL: simulatorUrl,
      STRIPE_SIMULATOR: "1",
      STRIPE_SECRET_KEY: "",
      WEIR_CLOCK_FILE: "",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { out, err, code };
}

const newWorkspace = () => createTestWorkspace(database.db, { now: systemClock.now(), plan: "team" });
const auditOf = (workspaceId: string) =>
  database.db.auditEntry.findMany({ where: { workspaceId, action: "contract.set" }, orderBy: { at: "asc" } });

test("a contract makes a workspace Enterprise, invoices it and says where to pay; again, it changes nothing", {
  timeout: LONG_MS,
}, async () => {
  await using simulator = await startTestSimulator();
  const { client } = connectSimulator(simulator.url, simulator.apiKey);
  const { workspaceId, slug, apiKey } = await newWorkspace();
  const made = await operator(`contract set ${slug} ${TERMS} --po-expires 2099-03-31`, simulator.url);
  expect(made).toMatchObject({ code: 0, err: "" });
  expect(made.out).toContain(`${slug} is Enterprise by these terms`);
  expect(made.out).toMatch(/Monthly fee +\$12,000\.00/);
  expect(made.out).toMatch(/Purchase order +PO-123, good through 31 Mar 2099/);
  expect(made.out).toMatch(/bank transfer[\s\S]*Routing number +\d+/);
  expect(await readKeySnapshot(database.pool, hashApiKeySecret(apiKey))).toMatchObject({
    plan: "enterprise",
    terms: { requestsPerMinute: 20_000, maxConcurrentRequests: 2_000, account: "receivable" },
  });
  const again = await operator(`contract set ${slug} ${TERMS} --po-expires 2099-03-31`, simulator.url);
  expect(again.out).toContain("Nothing had to be changed");

  const { data: subscriptions } = await client.subscriptions.list({ status: "all" });
  expect(subscriptions).toHaveLength(1);
  expect(subscriptions[0]).toMatchObject({ status: "active", collection_method: "send_invoice", days_until_due: 30 });
  expect(subscriptions[0]?.items.data[0]?.price.unit_amount).toBe(1_200_000);
  expect(subscriptions[0]?.invoice_settings.custom_fields).toEqual([{ name: "PO number", value: "PO-123" }]);
  const audited = await auditOf(workspaceId);
  expect(audited).toHaveLength(1);
  expect(audited[0]).toMatchObject({ actorType: "system", actorId: "operator" });
  expect(audited[0]?.after).toMatchObject({ plan: "enterprise", contract: { monthly: "12000.00", seats: 25 } });

  const bounded = await operator(`contract set ${slug} --po-amount 150,000 --ends 2099-12-31`, simulator.url);
  expect(bounded.out).toMatch(/Purchase order +PO-123, good through 31 Mar 2099 → PO-123, covers \$150,000\.00, good/);
  expect(bounded.out).toMatch(/Ends +never → with 31 Dec 2099 \(UTC\)/);
  expect((await operator(`contract show ${slug}`, simulator.url)).out).toMatch(
    /Seats +25[\s\S]*under the purchase order: \$[\d,.]+ of \$150,000\.00\.[\s\S]*Account number/,
  );
});

test("changed terms go to the same subscription; what a contract replaces ends", { timeout: LONG_MS }, async () => {
  await using billed = await openBilledWorkspace(database.db, { now: systemClock.now() });
  await billed.subscribe("pro");
  const { slug, workspaceId } = billed.workspace;
  const { client } = connectSimulator(billed.simulator.url, billed.simulator.apiKey);
  const run = (args: string) => operator(`contract set ${slug} ${args}`, billed.simulator.url);
  expect((await run(TERMS)).err).toBe("");
  const liveOf = async () => (await client.subscriptions.list({ status: "active" })).data;
  const [first, ...others] = await liveOf();
  expect(others).toEqual([]);
  expect(first?.collection_method).toBe("send_invoice");

  const changed = await run("--monthly 9,000 --net 45");
  expect(changed.err).toBe("");
  expect(changed.out).toMatch(/Monthly fee +\$12,000\.00 → \$9,000\.00/);
  expect(changed.out).toMatch(/Seats +25$/m);
  const [second, ...more] = await liveOf();
  expect(more).toEqual([]);
  expect(second).toMatchObject({ id: first?.id, days_until_due: 45 });
  expect(second?.items.data[0]?.price.unit_amount).toBe(900_000);
  expect(await database.db.contract.findUniqueOrThrow({ where: { workspaceId } })).toMatchObject({
    seats: 25,
    netDays: 45,
  });

  expect((await run("--monthly 0")).err).toBe("");
  expect(await liveOf()).toEqual([]);
  expect(await database.db.workspace.findUniqueOrThrow({ where: { workspaceId } })).toMatchObject({
    plan: "enterprise",
  });
});

test("without payments, the contract counts and says what is missing", { timeout: LONG_MS }, async () => {
  const { slug, workspaceId } = await newWorkspace();
  const made = await operator(`contract set ${slug} ${TERMS}`);
  expect(made.out).toContain("Payments are not configured, so nothing is invoiced");
  expect(await database.db.workspace.findUniqueOrThrow({ where: { workspaceId } })).toMatchObject({
    plan: "enterprise",
    includedInferenceNanos: 500_000_000_000n,
  });
});

test("nonsense is refused as a whole, with what to do, and changes nothing", { timeout: LONG_MS }, async () => {
  const { slug, workspaceId } = await newWorkspace();
  for (let members = 0; members < 3; members += 1) {
    await addTestMember(database.db, workspaceId, { now: systemClock.now(), role: "member" });
  }
  const refused = async (args: string) => {
    const { code, out, err } = await operator(args);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    return err;
  };
  const wrong = await refused(
    `contract set ${slug} --monthly 12,5 --seats 0 --rpm many --net 0 --po-expires 2020-01-01 --requires-po`,
  );
  for (const word of ["12,5", "0", "many", "concurrent requests", "included in a month", "purchase order"]) {
    expect(wrong).toContain(word);
  }
  expect(await refused(`contract set ${slug} ${TERMS.replace("--seats 25", "--seats 3")}`)).toContain("4 members");
  expect(await refused("contract show nowhere")).toContain('no workspace at "nowhere"');
  expect(await refused("contract shoe")).toMatch(/Did you mean "contract show"\?[\s\S]*Example:/);
  expect(await refused(`credits grant ${slug} --amount -5 --reference T --reason R`)).toContain('"−5" cannot be given');
  expect(await refused(`contract set ${slug} ${TERMS} --monthly -5`)).toContain('"−5" is negative');
  expect(await database.db.contract.count({ where: { workspaceId } })).toBe(0);
  expect(await auditOf(workspaceId)).toEqual([]);
});

test("credits are granted once for each reference, and workspaces are listed", { timeout: LONG_MS }, async () => {
  const { slug, workspaceId } = await newWorkspace();
  const grant = ["credits", "grant", slug, "--amount", "250", "--reference", "T-1", "--reason", "Sorry"];
  expect((await operator(grant)).out).toContain("was given $250.00 of credits: balance $1,000.00 → $1,250.00.");
  expect((await operator(grant)).out).toContain("Nothing was done");
  const { balanceNanos } = await database.db.creditBalance.findUniqueOrThrow({ where: { workspaceId } });
  expect(balanceNanos).toBe(1_250_000_000_000n);
  expect((await operator("workspace list")).out).toMatch(new RegExp(`^${slug} +team +1 +\\S+@example\\.test`, "m"));
});

test("a spend limit is set, changed and removed, as the operator and saying what changed", {
  timeout: LONG_MS,
}, async () => {
  const { slug, workspaceId } = await newWorkspace();
  const run = async (limit: string) => (await operator(["set-limit", slug, limit])).out;
  expect(await run("1,500")).toMatch(/^Limit of \S+: none → \$1,500\.00 a month\.\nLeaves \$1,500\.00/);
  expect(await run("1500")).toContain(": $1,500.00 a month, as before.");
  expect(await run("none")).toContain(": $1,500.00 a month → none.");
  expect(await run("none")).toContain("Nothing had to be changed");
  expect((await operator(["set-limit", slug, "-5"])).err).toContain("Type a limit of $0 or more.");
  const audited = await database.db.auditEntry.findMany({
    where: { workspaceId, targetType: "spend_limit" },
    orderBy: { auditEntryId: "asc" },
  });
  expect(audited.map(({ action, actorId }) => [action, actorId])).toEqual([
    ["spend_limit.set", "operator"],
    ["spend_limit.removed", "operator"],
  ]);
});

test("rates of a workspace's own are set, listed and ended", { timeout: LONG_MS }, async () => {
  const { slug, workspaceId } = await newWorkspace();
  const run = (args: string) => operator(args.replace("WS", slug));
  const rates = "qwen3.8-27b --input 0.08 --cached-input 0.008 --output 0.32";
  const set = await run(`set-rates WS ${rates} --from 2099-01-01`);
  expect(set.err).toBe("");
  expect(set.out).toMatch(/Input +\$0\.10 → \$0\.08 {2}\(20\.0% below the list's \$0\.10\)/);
  expect(set.out).toContain("From 2099-01-01 00:00:00 UTC on these rates count, instead of the list's rates.");
  expect((await run(`set-rates WS ${rates}`)).out).toContain("From 2099-01-01 00:00:00 UTC on other rates count");
  expect((await run("list-rates WS")).out).toMatch(/^qwen3\.8-27b +flex +\$0\.08 +\$0\.008 +\$0\.32 +own from 2099/m);
  expect((await run("set-rates WS qwen3.8-27b --list --from 2099-01-01")).out).toContain("the list counts again");
  expect((await run("list-rates WS")).out).toMatch(/^qwen3\.8-27b +flex +\$0\.10 +\$0\.01 +\$0\.40 +list from 2099/m);
  const finer = await run("set-rates WS qwen3.8-27b --input 0.0005 --output much");
  expect(finer).toMatchObject({ code: 1, out: "" });
  for (const said of ["--cached-input, for which the list", "$0.001 per 1M tokens is", '"much" is no output rate']) {
    expect(finer.err).toContain(said);
  }
  expect((await run(`set-rates WS ${rates} --from 2020-01-01`)).err).toContain("cannot count from the past");
  expect(await database.db.auditEntry.count({ where: { workspaceId, action: { startsWith: "token_rates" } } })).toBe(3);
});
