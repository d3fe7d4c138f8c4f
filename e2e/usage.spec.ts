import { expect, test } from "./fixtures/test.ts";

test("chart and table show the same period, and the address keeps it", async ({ signedInPage, demo, database }) => {
  const page = await signedInPage("grace@meridian.example");
  await page.goto(`${demo.consoleUrl}/meridian/settings/usage`);
  await expect(page.getByRole("img", { name: /Daily cost/i })).toBeVisible();
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
  const shown = await page.locator("dl [data-exact]").first().getAttribute("data-exact");
  expect(BigInt(Math.round(Number(shown) * 1e9))).toBe(rows[0].nanos);

  await page
    .getByRole("radio", { name: "Table" })
    .or(page.getByRole("button", { name: "Table" }))
    .click();
  const table = page.getByRole("table", { name: /Daily cost/i });
  await expect(table).toBeVisible();
  await page.reload();
  await expect(page).toHaveURL(new RegExp(`period=${key}`));
});

test("a period that is not offered is not there", async ({ signedInPage, demo }) => {
  const page = await signedInPage("grace@meridian.example");
  for (const period of ["2020-01", "2026-13", "nonsense"]) {
    await page.goto(`${demo.consoleUrl}/meridian/settings/usage?period=${period}`);
    await expect(page.getByText("There is nothing here for you")).toBeVisible();
    const response = await page.request.get(`${demo.consoleUrl}/api/workspaces/meridian/usage?period=${period}`);
    expect(response.status()).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: "not_found", requestId: expect.any(String) } });
  }
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
