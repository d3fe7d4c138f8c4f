import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { limitedWorkspace } from "./fixtures/limited-workspace.ts";
import { expect, test } from "./fixtures/test.ts";

const TABS = ["", "/spend-limit", "/credits"];

const seriousIn = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
};

/** Amounts as the credit history shows them, by row: amount and balance after. */
async function shownRows(page: Page): Promise<string[]> {
  const rows = page.getByRole("table", { name: "Credit history" }).locator("tbody tr");
  await expect(rows.first()).toBeVisible();
  return rows.evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll("[data-exact]")].map((cell) => cell.getAttribute("data-exact")).join()),
  );
}

test("the CSV of the credits says what the screen says, filtered or not", async ({ demo, signedInPage }) => {
  const workspace = await limitedWorkspace(demo);
  expect(await workspace.send()).toBe("served");
  const page = await signedInPage(workspace.ownerEmail);
  await page.goto(`${workspace.settingsUrl}/credits`);
  const read = async () => {
    const href = await page.getByRole("link", { name: "Export CSV" }).getAttribute("href");
    const response = await page.request.get(`${demo.consoleUrl}${href}`);
    expect(response.headers()["content-type"]).toContain("text/csv");
    const lines = (await response.text()).trim().split("\r\n").slice(1);
    return lines.map((line) => line.split(",").slice(3, 5).join());
  };
  const all = await shownRows(page);
  expect(all).toHaveLength(2);
  expect(await read()).toEqual(all);

  await page.getByLabel("Cause").click();
  await page.getByRole("option", { name: "Tokens" }).click();
  await expect(page).toHaveURL(/\?cause=usage$/);
  await expect(page.getByRole("table", { name: "Credit history" }).locator("tbody tr")).toHaveCount(1);
  expect(await shownRows(page)).toEqual(all.slice(0, 1));
  expect(await read()).toEqual(all.slice(0, 1));

  const stranger = await signedInPage("sam@notebook.example");
  const refused = await stranger.request.get(`${demo.consoleUrl}/api/workspaces/${workspace.slug}/credits/export`);
  expect(refused.status()).toBe(404);
});

test("the overview follows what is spent without reloading", async ({ demo, signedInPage }) => {
  const workspace = await limitedWorkspace(demo);
  const page = await signedInPage(workspace.ownerEmail);
  await page.goto(workspace.settingsUrl);
  const period = page.getByRole("region", { name: "This period" });
  const spent = period.locator("[data-exact]").first();
  await expect(spent).toHaveAttribute("data-exact", "0.00");
  expect(await workspace.send()).toBe("served");
  await expect(spent).not.toHaveAttribute("data-exact", "0.00", { timeout: 5_000 });
});

for (const theme of ["light", "dark"]) {
  test(`no serious problem of accessibility, and no sideways scrolling, in ${theme}`, async ({
    demo,
    signedInPage,
  }) => {
    const workspace = await limitedWorkspace(demo);
    await workspace.send();
    const page = await signedInPage(workspace.ownerEmail);
    await page.context().addCookies([{ name: "theme", value: theme, url: demo.consoleUrl }]);
    for (const tab of TABS) {
      await page.setViewportSize({ width: 1_280, height: 900 });
      await page.goto(`${workspace.settingsUrl}${tab}`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
      expect(await seriousIn(page)).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      const excess = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(excess).toBe(0);
    }
  });
}

test("by keyboard alone: to the tab, a limit set, and its dialog is accessible", async ({ demo, signedInPage }) => {
  const workspace = await limitedWorkspace(demo);
  const page = await signedInPage(workspace.ownerEmail);
  await page.goto(workspace.settingsUrl);
  await page.getByRole("navigation", { name: "Billing" }).getByRole("link", { name: "Overview" }).focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/spend-limit$/);
  const opener = page.getByRole("button", { name: "Set a limit" });
  await expect(opener).toBeVisible();
  await opener.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Limit for each month (UTC)")).toBeVisible();
  expect(await seriousIn(page)).toEqual([]);
  await dialog.getByLabel("Limit for each month (UTC)").focus();
  await page.keyboard.type("25");
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("img", { name: /of the limit is spent/ })).toBeVisible();
  await page.getByRole("button", { name: "Change limit" }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
});
