import type { Page } from "@playwright/test";
import { toExactDollars } from "#lib/domain/money.ts";
import { expect, test } from "./fixtures/test.ts";

const cost = (page: Page) => page.locator("dl [data-exact]").first();

async function choose(page: Page, filter: string, option: string | RegExp): Promise<void> {
  await page.getByRole("combobox", { name: new RegExp(`^Filter by ${filter}`) }).click();
  await page.getByRole("option", { name: option }).first().click();
  await page.keyboard.press("Escape");
}

test("each filter narrows the figures, is in the address, and goes back", async ({ signedInPage, demo, database }) => {
  const page = await signedInPage("grace@meridian.example");
  await page.goto(`${demo.consoleUrl}/meridian/settings/usage`);
  const all = (await cost(page).getAttribute("data-exact")) ?? "";
  await choose(page, "model", "DeepSeek V4 Pro");
  await expect(page).toHaveURL(/[?&]model=deepseek-v4-pro/);
  const { rows } = await database.query(
    `SELECT sum(amount_nanos)::bigint AS nanos FROM usage_events JOIN workspace_slugs USING (workspace_id)
     WHERE slug = 'meridian' AND model_id = 'deepseek-v4-pro' AND occurred_at >= date_trunc('month', now(), 'UTC')`,
  );
  await expect(cost(page)).toHaveAttribute("data-exact", toExactDollars(rows[0].nanos));

  await page.reload();
  await expect(page.getByRole("button", { name: "Remove filter Model: DeepSeek V4 Pro" })).toBeVisible();
  await expect(cost(page)).toHaveAttribute("data-exact", toExactDollars(rows[0].nanos));
  await page.getByRole("button", { name: "Remove filter Model: DeepSeek V4 Pro" }).click();
  await expect(cost(page)).toHaveAttribute("data-exact", all);
  await page.goBack();
  await expect(cost(page)).toHaveAttribute("data-exact", toExactDollars(rows[0].nanos));
  await page.goForward();
  await expect(cost(page)).toHaveAttribute("data-exact", all);
});

test("keys, members, deployments and statuses filter as well", async ({ signedInPage, demo }) => {
  const page = await signedInPage("grace@meridian.example");
  const filters = [
    { name: "api key", parameter: "key" },
    { name: "member", parameter: "member" },
    { name: "deployment", parameter: "deployment" },
    { name: "status", parameter: "status" },
  ];
  for (const { name, parameter } of filters) {
    await page.goto(`${demo.consoleUrl}/meridian/settings/usage`);
    const answered = page.waitForResponse((response) => response.url().includes(`${parameter}=`));
    await choose(page, name, /./);
    await expect(page).toHaveURL(new RegExp(`[?&]${parameter}=`));
    expect((await answered).status()).toBe(200);
    await expect(
      page.getByRole("list", { name: "Filters" }).getByRole("button", { name: /^Remove filter/ }),
    ).toHaveCount(1);
    await page.getByRole("button", { name: "Clear filters" }).first().click();
    await expect(page).toHaveURL(/\/settings\/usage$/);
  }
});

test("the cost is stacked by what is chosen, and another zone cuts other days of the same sum", async ({
  signedInPage,
  demo,
}) => {
  const page = await signedInPage("grace@meridian.example");
  await page.goto(`${demo.consoleUrl}/meridian/settings/usage`);
  const all = (await cost(page).getAttribute("data-exact")) ?? "";
  for (const [label, by] of [
    ["Key", "key"],
    ["Member", "member"],
    ["Deployment", "deployment"],
  ] as const) {
    await page.getByRole("group", { name: "Stack daily cost by" }).getByRole("button", { name: label }).click();
    await expect(page).toHaveURL(new RegExp(`[?&]by=${by}`));
    await expect(page.getByText(`Dollars a day by ${by === "key" ? "API key" : by}.`)).toBeVisible();
  }
  await page.getByRole("combobox", { name: /^Time zone of days/ }).click();
  await page.getByRole("combobox", { name: "Search time zones" }).fill("kolkata");
  await page.getByRole("combobox", { name: "Search time zones" }).press("ArrowDown");
  await page.getByRole("combobox", { name: "Search time zones" }).press("Enter");
  await expect(page).toHaveURL(/zone=Asia%2FKolkata/);
  await expect(page.getByText("Days in Asia/Kolkata").first()).toBeVisible();
  await expect(page.getByText("Part of the day is in another period")).toBeVisible();
  const columns = page.getByRole("group", { name: /^Daily cost/ }).getByRole("button");
  const from = new Date();
  const daysOfMonth = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 0)).getUTCDate();
  await expect(columns).toHaveCount(daysOfMonth + 1);
  await expect(cost(page)).toHaveAttribute("data-exact", all);
});
