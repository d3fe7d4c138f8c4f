import type { Page } from "@playwright/test";
import { type LimitedWorkspace, limitedWorkspace } from "./fixtures/limited-workspace.ts";
import { expect, test } from "./fixtures/test.ts";

const SHOWN_WITHIN_MS = 3_000;
const MAILED_WITHIN_MS = 30_000;
const REFUSED = "403 plan_limit_exceeded workspace";

const figure = (page: Page, label: string) =>
  page
    .locator("dl > div", { has: page.getByText(label, { exact: true }) })
    .locator("[data-exact]")
    .first();

async function setLimit(page: Page, button: string, typed: string): Promise<void> {
  await page.getByRole("button", { name: button }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Limit for each month (UTC)").fill(typed);
  await dialog.getByRole("button", { name: /^Set limit to / }).click();
  await expect(dialog).toHaveCount(0);
}

async function sendUntilRefused({ send }: LimitedWorkspace): Promise<string> {
  for (let count = 0; count < 60; count += 1) {
    const answer = await send();
    if (answer !== "served") return answer;
  }
  return "never refused";
}

test("a limit is set, reached, shown without reloading, and raised again", async ({ demo, signedInPage, database }) => {
  const workspace = await limitedWorkspace(demo);
  const page = await signedInPage(workspace.ownerEmail);
  await page.goto(`${workspace.settingsUrl}/spend-limit`);
  await setLimit(page, "Set a limit", "0.0005");
  await expect(figure(page, "Limit")).toHaveAttribute("data-exact", "0.0005", { timeout: SHOWN_WITHIN_MS });

  expect(await sendUntilRefused(workspace)).toBe(REFUSED);
  const { rows } = await database.query<{ nanos: string }>(
    "SELECT sum(amount_nanos - included_nanos) AS nanos FROM usage_events WHERE workspace_id = $1",
    [workspace.workspaceId],
  );
  const spent = Number(rows[0]?.nanos) / 1e9;
  expect(spent).toBeGreaterThan(0);
  expect(spent).toBeLessThanOrEqual(0.0005);
  await expect
    .poll(async () => Number(await figure(page, "Spent").getAttribute("data-exact")), { timeout: SHOWN_WITHIN_MS })
    .toBeCloseTo(spent, 12);
  const log = page.getByRole("table", { name: "Delivery log" });
  await expect(log.getByRole("row", { name: /80% of the workspace’s limit.*Email.*Delivered/ })).toBeVisible({
    timeout: MAILED_WITHIN_MS,
  });

  await setLimit(page, "Change limit", "1");
  expect(await workspace.send()).toBe("served");
});

test("a limit below what is spent says so with the arithmetic, blocks at once, and can be removed", async ({
  demo,
  signedInPage,
}) => {
  const workspace = await limitedWorkspace(demo);
  expect(await workspace.send()).toBe("served");
  const page = await signedInPage(workspace.ownerEmail);
  await page.goto(`${workspace.settingsUrl}/spend-limit`);
  await page.getByRole("button", { name: "Set a limit" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Limit for each month (UTC)").fill("0.000001");
  await expect(dialog.getByText(/^Blocks at once/)).toBeVisible();
  await expect(dialog.getByText("less spent this period")).toBeVisible();
  await dialog.getByLabel("Alert at").fill("50, 101");
  await expect(dialog.getByText("Type whole percentages from 1 to 100, at most ten.")).toBeVisible();
  await dialog.getByLabel("Alert at").fill("90");
  await dialog.getByRole("button", { name: "Set limit to $0.000001" }).click();
  await expect(page.getByText("New requests are refused")).toBeVisible();
  await expect(page.getByText(/^Alerts at 90%/)).toBeVisible();
  expect(await workspace.send()).toBe(REFUSED);

  await page.getByRole("button", { name: "Remove limit" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove the limit" }).click();
  await expect(page.getByText(/^No limit is set/)).toBeVisible();
  expect(await workspace.send()).toBe("served");
});

test("a key and a member get limits of their own", async ({ demo, signedInPage }) => {
  const workspace = await limitedWorkspace(demo);
  const page = await signedInPage(workspace.ownerEmail);
  await page.goto(`${workspace.settingsUrl}/spend-limit`);
  for (const [search, scope] of [
    ["rp_live_", "api_key"],
    [workspace.ownerEmail, "member"],
  ] as const) {
    await page.getByRole("button", { name: "Add a limit" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Search members and keys").fill(search);
    await dialog.getByRole("listitem").getByRole("button").first().click();
    await dialog.getByLabel("Limit for each month (UTC)").fill("0");
    await dialog.getByRole("button", { name: "Set limit to $0.00" }).click();
    const table = page.getByRole("table", { name: "Limits of members and keys" });
    await expect(table.getByRole("button", { name: /^Remove the limit of / })).toHaveCount(1);
    expect(await workspace.send()).toBe(`403 plan_limit_exceeded ${scope}`);
    await table.getByRole("button", { name: /^Remove the limit of / }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove the limit" }).click();
    await expect(page.getByText("No limits of members or keys")).toBeVisible();
    expect(await workspace.send()).toBe("served");
  }
});

test("a drill shows that none got past the limit", async ({ demo, signedInPage }) => {
  const workspace = await limitedWorkspace(demo);
  const page = await signedInPage(workspace.ownerEmail);
  await page.goto(`${workspace.settingsUrl}/spend-limit`);
  await expect(page.getByText(/It costs at most \$0\.0005, from this workspace’s credits/)).toBeVisible();
  await page.getByLabel("Scratch limit").fill("11");
  await page.getByRole("button", { name: "Run the drill" }).click();
  await expect(page.getByText("Type a limit above $0 and up to $10, which is what the drill may cost.")).toBeVisible();
  await page.getByLabel("Scratch limit").fill("0.0002");
  await page.getByRole("button", { name: "Run the drill" }).click();
  await expect(page.getByText("None got past the limit")).toBeVisible({ timeout: 45_000 });
  await expect(page.getByText(/^The limit held: of \$0\.0002, /)).toBeVisible();
  expect(await workspace.send()).toBe("served");
});

test("alerts are tested by mail and webhook, and a webhook on this machine is refused", async ({
  demo,
  signedInPage,
}) => {
  const workspace = await limitedWorkspace(demo);
  const page = await signedInPage(workspace.ownerEmail);
  await page.goto(`${workspace.settingsUrl}/spend-limit`);
  await page.getByRole("button", { name: "Send test to 1 person" }).click();
  await expect(page.getByText("Test sent")).toBeVisible();
  const log = page.getByRole("table", { name: "Delivery log" });
  await expect(log.getByRole("row", { name: /Test.*Email.*Delivered/ })).toBeVisible({ timeout: MAILED_WITHIN_MS });

  await page.getByRole("button", { name: "Add a webhook" }).click();
  const dialog = page.getByRole("dialog");
  for (const [url, reason] of [
    ["http://127.0.0.1:9999/hook", /starts with https/],
    ["https://127.0.0.1:9999/hook", /public name/],
    ["https://localhost/hook", /public name/],
  ] as const) {
    await dialog.getByLabel("Address").fill(url);
    await dialog.getByRole("button", { name: "Add the webhook" }).click();
    await expect(dialog.getByText(reason).first()).toBeVisible();
  }
  await dialog.getByLabel("Address").fill("https://nobody-is-here.weir-e2e.example.com/hook");
  await dialog.getByRole("button", { name: "Add the webhook" }).click();
  await expect(dialog.getByLabel("Secret")).toHaveText(/^whsec_/);
  await dialog.getByRole("button", { name: "I have saved the secret" }).click();
  await page.getByRole("button", { name: "Send test to the webhook" }).click();
  await expect(page.getByText("The test was not received")).toBeVisible({ timeout: 15_000 });
  await expect(log.getByRole("row", { name: /Test.*Webhook.*Given up/ })).toBeVisible();
});

test("who may only look sees why, and no address of a webhook", async ({ demo, signedInPage }) => {
  const url = `${demo.consoleUrl}/halcyon/settings/billing/spend-limit`;
  for (const [email, role] of [
    ["omar@halcyon.example", "viewer"],
    ["priya@halcyon.example", "member"],
  ] as const) {
    const page = await signedInPage(email);
    expect((await page.goto(url))?.status()).toBe(200);
    await expect(
      page.getByText(`Your role, ${role}, may see limits but not change them.`, { exact: false }),
    ).toBeVisible();
    await expect(page.getByRole("button", { name: /limit|test|webhook|drill/i })).toHaveCount(0);
    await expect(page.getByRole("navigation", { name: "Billing" }).getByRole("link")).toHaveText(["Spend limit"]);
  }
});
