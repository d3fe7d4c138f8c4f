import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { fromExactDollars, sumNanos } from "#lib/domain/money.ts";
import { expect, test } from "./fixtures/test.ts";

async function previousPeriod(page: Page, consoleUrl: string): Promise<void> {
  await page.goto(`${consoleUrl}/meridian/settings/usage?zone=UTC`);
  await page.getByRole("navigation", { name: "Billing period" }).getByRole("link").nth(1).click();
  await expect(page).toHaveURL(/period=/);
  await expect(page.getByText("Cost", { exact: true }).first()).toBeVisible();
}

test("a day leads to its requests and a request to its arithmetic, by keyboard alone", async ({
  signedInPage,
  demo,
}) => {
  const page = await signedInPage("grace@meridian.example");
  await previousPeriod(page, demo.consoleUrl);
  const columns = page.getByRole("group", { name: /^Daily cost/ }).getByRole("button");
  await columns.first().focus();
  await page.keyboard.press("ArrowRight");
  await expect(columns.nth(1)).toBeFocused();
  await expect(page.getByRole("tooltip")).toContainText("Total");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: /^Requests of/ });
  const rows = dialog.getByRole("row");
  await expect(rows.nth(1)).toBeVisible();
  const before = await rows.count();
  const more = dialog.getByRole("button", { name: "Load more" });
  if (await more.isVisible()) {
    await more.press("Enter");
    await expect.poll(() => rows.count()).toBeGreaterThan(before);
  }
  await dialog
    .getByRole("row", { name: /Served/ })
    .first()
    .getByRole("button")
    .press("Enter");
  const one = page.getByRole("dialog", { name: "One request" });
  const arithmetic = one.getByRole("table", { name: "How the cost came about" });
  await expect(arithmetic).toBeVisible();
  const lines = await arithmetic.locator("tbody tr").evaluateAll((all) =>
    all.map((row) => {
      const [tokens = "", ...cells] = [...row.querySelectorAll("td")].map(
        (cell) => cell.dataset.exact ?? cell.textContent,
      );
      return { tokens: tokens.replaceAll(",", ""), rate: cells[0] ?? "", amount: cells[1] ?? "" };
    }),
  );
  expect(lines.length).toBeGreaterThan(0);
  for (const { tokens, rate, amount } of lines)
    expect((BigInt(tokens) * fromExactDollars(rate)) / 1_000_000n).toBe(fromExactDollars(amount));
  const total = (await arithmetic.locator("tfoot [data-exact]").getAttribute("data-exact")) ?? "";
  expect(sumNanos(lines.map(({ amount }) => fromExactDollars(amount)))).toBe(fromExactDollars(total));
  await expect(one.getByText(/Price version/)).toBeVisible();
  await one.getByRole("button", { name: /^Back to/ }).press("Enter");
  await page.keyboard.press("Escape");
  await expect(columns.nth(1)).toBeFocused();
});

test("the CSV of days says what the chart says", async ({ signedInPage, demo }) => {
  const page = await signedInPage("grace@meridian.example");
  await previousPeriod(page, demo.consoleUrl);
  const section = page.getByRole("region", { name: "Daily cost" });
  await section.getByRole("button", { name: "Table" }).click();
  const shown = await section
    .getByRole("table")
    .locator("tbody tr")
    .evaluateAll((all) =>
      all.map((row) => [...row.querySelectorAll<HTMLElement>("[data-exact]")].at(-1)?.dataset.exact ?? ""),
    );
  await page.getByRole("button", { name: "Export" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: /^Daily cost CSV/ }).click(),
  ]);
  const text = await readFile(await download.path(), "utf8");
  const lines = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  const header = lines.findIndex((cells) => cells.includes("cost_usd"));
  const column = lines[header]?.indexOf("cost_usd") ?? -1;
  const costs = lines.slice(header + 1).map((cells) => cells[column] ?? "");
  expect(costs.reverse()).toEqual(shown);
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
});
