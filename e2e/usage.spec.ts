import { formatUtcDay } from "#lib/domain/billing-period.ts";
import { toExactDollars } from "#lib/domain/money.ts";
import { expect, test } from "./fixtures/test.ts";

test("chart and table show the same period, and the address keeps it", async ({ signedInPage, demo, database }) => {
  const page = await signedInPage("grace@meridian.example");
  await page.goto(`${demo.consoleUrl}/meridian/settings/usage`);
  await expect(page.getByRole("group", { name: /^Daily cost for/ })).toBeVisible();
  const periods = page.getByRole("navigation", { name: /period/i }).getByRole("link");
  await expect(periods).toHaveCount(3);
  await periods.nth(1).click();
  await expect(page).toHaveURL(/\?period=\d{4}-\d{2}$/);
  const key = new URL(page.url()).searchParams.get("period");
  const { rows } = await database.query(
    `SELECT sum(amount_nanos)::bigint AS nanos FROM usage_events JOIN workspace_slugs USING (workspace_id)
     WHERE slug = 'meridian' AND to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM') = $1`,
    [key],
  );
  const exact = toExactDollars(rows[0].nanos);
  await expect(page.locator("dl [data-exact]").first()).toHaveAttribute("data-exact", exact);

  const section = page.getByRole("region", { name: "Daily cost" });
  await section.getByRole("button", { name: "Table" }).click();
  const table = page.getByRole("table", { name: /Daily cost/i });
  await expect(table).toBeVisible();
  const { rows: days } = await database.query(
    `SELECT (occurred_at AT TIME ZONE 'UTC')::date::text AS day, sum(amount_nanos)::bigint AS nanos
     FROM usage_events JOIN workspace_slugs USING (workspace_id)
     WHERE slug = 'meridian' AND to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM') = $1 GROUP BY 1 ORDER BY 2 DESC`,
    [key],
  );
  const [costliest] = days;
  const row = table.getByRole("row", { name: formatUtcDay(new Date(costliest.day)) });
  await expect(row.locator("[data-exact]").last()).toHaveAttribute("data-exact", toExactDollars(costliest.nanos));
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await section.getByRole("button", { name: "Copy exact figures" }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.split("\n").find((line) => line.startsWith(costliest.day))).toMatch(
    new RegExp(`\t${toExactDollars(costliest.nanos)}$`),
  );
  await page.reload();
  await expect(page).toHaveURL(new RegExp(`period=${key}`));
});

test("a period that is not offered is not there", async ({ signedInPage, demo }) => {
  const page = await signedInPage("grace@meridian.example");
  const refusals = [
    { period: "2020-01", words: "Usage is shown for the current billing period", status: 404, code: "not_found" },
    { period: "2026-13", words: "The address names no billing period", status: 400, code: "invalid_input" },
    { period: "nonsense", words: "The address names no billing period", status: 400, code: "invalid_input" },
  ];
  for (const { period, words, status, code } of refusals) {
    await page.goto(`${demo.consoleUrl}/meridian/settings/usage?period=${period}`);
    await expect(page.getByText(words)).toBeVisible();
    const response = await page.request.get(`${demo.consoleUrl}/api/workspaces/meridian/usage?period=${period}`);
    expect(response.status()).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code, requestId: expect.any(String) } });
  }
  await page.getByRole("link", { name: "Go to the current period" }).click();
  await expect(page).toHaveURL(`${demo.consoleUrl}/meridian/settings/usage`);
  await expect(page.getByText("Cost so far")).toBeVisible();
});

test("the exact cost is a key press away", async ({ signedInPage, demo, database }) => {
  const page = await signedInPage("grace@meridian.example");
  await page.goto(`${demo.consoleUrl}/meridian/settings/usage`);
  const cost = page.getByRole("button", { name: /show the exact cost/ });
  await cost.focus();
  await page.keyboard.press("Enter");
  const { rows } = await database.query(
    `SELECT sum(amount_nanos)::bigint AS nanos FROM usage_events JOIN workspace_slugs USING (workspace_id)
     WHERE slug = 'meridian' AND occurred_at >= date_trunc('month', now(), 'UTC')`,
  );
  const [whole = "", fraction] = toExactDollars(rows[0].nanos).split(".");
  const grouped = BigInt(whole).toLocaleString("en-US");
  await expect(page.getByRole("dialog", { name: "Exact cost" })).toContainText(`$${grouped}.${fraction}`);
  await page.keyboard.press("Escape");
  await expect(cost).toBeFocused();
});

test("only a chosen period is kept, so that a tab left open follows the current one", async ({
  signedInPage,
  demo,
}) => {
  const page = await signedInPage("grace@meridian.example");
  const asked = (search: string) =>
    page.waitForRequest(
      (request) => request.url() === `${demo.consoleUrl}/api/workspaces/meridian/usage?${search}zone=UTC`,
    );
  await Promise.all([asked(""), page.goto(`${demo.consoleUrl}/meridian/settings/usage`)]);
  const current = page
    .getByRole("navigation", { name: /period/i })
    .getByRole("link")
    .first();
  const key = new URL((await current.getAttribute("href")) ?? "", page.url()).searchParams.get("period");
  await Promise.all([asked(`period=${key}&`), current.click()]);
});

test("the workspace switcher and the command palette work by keyboard alone", async ({ signedInPage, demo }) => {
  const page = await signedInPage("ines@halcyon.example");
  await page.goto(`${demo.consoleUrl}/halcyon/settings/usage`);
  await expect(page.getByRole("heading", { name: "Usage" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("api");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/halcyon\/settings\/api-keys$/);
  await page.getByRole("button", { name: /Halcyon Labs/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: /Northwind Apps/ })).toBeVisible();
  await page.getByRole("menuitem", { name: /Northwind Apps/ }).press("Enter");
  await expect(page).toHaveURL(/\/northwind/);
});

test("nothing is wider than a phone, in light and dark", async ({ signedInPage, demo }) => {
  const page = await signedInPage("ines@halcyon.example");
  await page.setViewportSize({ width: 390, height: 844 });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const screen of ["usage", "api-keys"]) {
      await page.goto(`${demo.consoleUrl}/halcyon/settings/${screen}`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    }
  }
  await page.getByRole("button", { name: /menu/i }).first().click();
  await page.getByRole("link", { name: "Usage" }).click();
  await expect(page).toHaveURL(/\/settings\/usage$/);
});
