import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures/test.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds no serious problem in ${colorScheme}, nor in the requests of a day`, async ({
    signedInPage,
    demo,
  }) => {
    test.slow();
    const page = await signedInPage("grace@meridian.example");
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto(`${demo.consoleUrl}/meridian/settings/usage`);
    const columns = page.getByRole("group", { name: /^Daily cost/ }).getByRole("button");
    await expect(columns.first()).toBeVisible();
    expect(await seriousProblems(page)).toEqual([]);
    await columns.first().click();
    await expect(page.getByRole("dialog").getByRole("row").nth(1)).toBeVisible();
    expect(await seriousProblems(page)).toEqual([]);
  });
}

test("nothing moves while the screen loads and refreshes", async ({ signedInPage, demo }) => {
  const page = await signedInPage("grace@meridian.example");
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(`${demo.consoleUrl}/meridian/settings/usage`);
  const asOf = page
    .locator("time")
    .filter({ hasText: /\d\d:\d\d:\d\d UTC/ })
    .first();
  const first = await asOf.textContent();
  await expect(asOf).not.toHaveText(first ?? "");
  const shift = await page.evaluate(() =>
    (window as unknown as { shifts: number[] }).shifts.reduce((a, b) => a + b, 0),
  );
  expect(shift).toBeLessThan(0.02);
});

test("a refresh that fails says so and keeps the figures", async ({ signedInPage, demo }) => {
  const page = await signedInPage("grace@meridian.example", { expectedErrors: [/503|Failed to load/] });
  await page.goto(`${demo.consoleUrl}/meridian/settings/usage`);
  await expect(page.getByText("Cost so far")).toBeVisible();
  await page.route("**/api/workspaces/meridian/usage?*", (route) =>
    route.fulfill({ status: 503, headers: { "x-request-id": "req_e2e" }, json: {} }),
  );
  await expect(page.getByText("Could not refresh, trying again")).toBeVisible();
  await expect(page.getByText("req_e2e")).toBeVisible();
  await expect(page.getByRole("group", { name: /^Daily cost/ })).toBeVisible();
});

async function seriousProblems(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => ({ id, where: nodes.map(({ target }) => target.join(" ")).slice(0, 5) }));
}
