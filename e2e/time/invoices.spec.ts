import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import OpenAI from "openai";
import { buyPlan } from "#e2e/fixtures/buy-plan.ts";
import { newWorkspace } from "#e2e/fixtures/new-workspace.ts";
import { seriousProblems } from "#e2e/fixtures/serious-problems.ts";
import { expect, test } from "#e2e/fixtures/test.ts";
import type { Pool } from "#lib/platform/postgres.ts";

test.setTimeout(240_000);

const LEGAL_NAME = "Gebrüder Łącki & Söhne Kommanditgesellschaft für Wasserbau";

async function noSideways(page: Page) {
  await page.setViewportSize({ width: 390, height: 844 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.setViewportSize({ width: 1440, height: 900 });
  return wide;
}

/** Chooses from the list that has the focus. */
async function choose(page: Page, typed: string, label: string) {
  await page.keyboard.press("Enter");
  await expect(page.getByRole("listbox")).toBeVisible();
  await page.keyboard.type(typed);
  await expect(page.getByRole("option", { name: label, exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("listbox")).toBeHidden();
}

/** Fills in billing details by keyboard alone, wrong first. */
async function giveDetails(page: Page) {
  const form = page.getByRole("form", { name: "Billing details" });
  await form.getByLabel("Legal name").focus();
  await page.keyboard.type(LEGAL_NAME);
  for (const text of ["Hafenstraße 7", "", "20457", "Hamburg", ""]) {
    await page.keyboard.press("Tab");
    await page.keyboard.type(text);
  }
  await page.keyboard.press("Tab");
  await choose(page, "German", "Germany");
  await page.keyboard.press("Tab");
  await choose(page, "EU", "EU VAT number");
  await page.keyboard.press("Tab");
  await page.keyboard.type("DE12345678");
  await form.getByLabel("PO number").fill("PO-2026-00417");
  await form.getByLabel("Email addresses").fill("accounts@lacki.example, cfo@lacki.example");
  await page.keyboard.press("Enter");
  await expect(form.getByText(/This is no EU VAT number/)).toBeVisible();
  await expect(form.getByLabel("Number", { exact: true })).toBeFocused();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("DE 123456789");
  await page.keyboard.press("Enter");
  await expect(page.getByText("The next invoice carries these details.")).toBeVisible();
}

const MODEL = "gpt-oss-120b";

/** A model that serves; what is deployed has no screen yet. */
async function deploy(database: Pool, slug: string) {
  await database.query(
    `INSERT INTO deployments (workspace_id, deployment_id, model_id, mode, gpu_tier, min_replicas, max_replicas, state, created_at)
     SELECT workspace_id, 'dep_' || slug, $2, 'flex', 'h100', 0, 1, 'active', now() FROM workspace_slugs WHERE slug = $1`,
    [slug, MODEL],
  );
}

async function createKey(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Create API key" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Label").fill("invoiced");
  await dialog.getByRole("button", { name: "Create key" }).click();
  return (await dialog.getByLabel("Secret", { exact: true }).textContent()) ?? "";
}

async function toNextMonth(page: Page, consoleUrl: string) {
  const clock = await page.context().newPage();
  await clock.goto(`${consoleUrl}/local/clock`);
  await clock.getByRole("button", { name: /^To the next month/ }).click();
  await expect(clock.getByText(/^It is now/)).toBeVisible({ timeout: 150_000 });
  await clock.close();
}

test("a month of Team ends in an invoice that an accountant can file, and nobody else can have", async ({
  demo,
  database,
  signedInPage,
}) => {
  const workspace = await newWorkspace({ demo, database, signedInPage }, "invoiced-team");
  const { page, slug, billingUrl } = workspace;
  await page.goto(`${billingUrl}/invoices`);
  await expect(page.getByText("Starter has no invoices")).toBeVisible();
  await buyPlan(workspace, "Team");

  await page.goto(`${billingUrl}/details`);
  await giveDetails(page);
  expect(await seriousProblems(page)).toEqual([]);
  expect(await noSideways(page)).toBe(0);

  await page.goto(`${demo.consoleUrl}/${slug}/settings/api-keys`);
  await deploy(database, slug);
  const client = new OpenAI({ apiKey: await createKey(page), baseURL: demo.gatewayUrl });
  await client.chat.completions.create({ model: MODEL, messages: [{ role: "user", content: "What is a weir?" }] });
  await page.goto(`${billingUrl}/invoices`);
  await expect(page.getByText("Estimate", { exact: true })).toBeVisible();
  await toNextMonth(page, demo.consoleUrl);

  await page.reload();
  expect(await seriousProblems(page)).toEqual([]);
  expect(await noSideways(page)).toBe(0);
  const table = page.getByRole("table", { name: "Invoices" });
  const link = table.getByRole("row").nth(1).getByRole("link").first();
  const number = (await link.textContent()) ?? "";
  expect(number).toMatch(/^[0-9A-Z]{8}-0002$/);
  await expect(table.getByRole("row").nth(1)).toContainText("Paid");
  await link.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: `Invoice ${number}` })).toBeVisible();
  for (const text of [LEGAL_NAME, "Hafenstraße 7", "Germany", "EU VAT number: DE123456789", "PO-2026-00417"]) {
    await expect(page.getByText(text).first()).toBeVisible();
  }
  expect(await seriousProblems(page)).toEqual([]);
  expect(await noSideways(page)).toBe(0);

  const saving = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download PDF" }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toBe(`invoice-${number}.pdf`);
  const path = await download.path();
  expect(createHash("sha256").update(readFileSync(path)).digest("hex")).toBe(
    await page.getByTestId("sha256").textContent(),
  );
  const paper = execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" });
  for (const text of [number, "PO-2026-00417", "DE123456789", "Gebrüder Łącki & Söhne", "accounts@lacki.example"]) {
    expect(paper).toContain(text);
  }
  const lines = page.getByRole("table").locator("tbody tr");
  const count = await lines.count();
  expect(count).toBeGreaterThanOrEqual(3);
  for (let index = 0; index < count; index += 1) {
    const words = (await lines.nth(index).getByRole("rowheader").textContent()) ?? "";
    expect(paper.replace(/\s+/g, " ")).toContain(words.slice(0, 24));
  }
  const total = page.locator("dl > div", { has: page.getByText("Total", { exact: true }) });
  const amount = (await total.locator("dd").textContent()) ?? "";
  expect(amount).toMatch(/^\$[\d,]+\.\d{2}$/);
  expect(paper).toMatch(new RegExp(`Total +\\${amount}\n`));

  const usage = page.getByRole("link", { name: /^See usage/ }).first();
  const href = (await usage.getAttribute("href")) ?? "";
  expect(href).toMatch(new RegExp(`^/${slug}/settings/usage\\?period=\\d{4}-\\d{2}&model=`));

  const file = new URL(
    (await page.getByRole("link", { name: "Download PDF" }).getAttribute("href")) ?? "",
    demo.consoleUrl,
  );
  const own = await page.request.get(file.href);
  expect(own.status()).toBe(200);
  expect(own.headers()).toMatchObject({
    "content-type": "application/pdf",
    "cache-control": "private, no-store",
    "content-disposition": `attachment; filename="invoice-${number}.pdf"`,
  });
  const again = await page.request.get(file.href, { headers: { "if-none-match": own.headers().etag ?? "" } });
  expect(again.status()).toBe(304);
  expect((await page.request.get(file.href.replace(/inv_\w+/, "inv_unknown"))).status()).toBe(404);

  const stranger = await signedInPage("sam@notebook.example", { expectedErrors: [/404/] });
  expect((await stranger.request.get(file.href)).status()).toBe(404);
  expect((await stranger.request.get(file.href.replace(slug, "quiet-notebook"))).status()).toBe(404);
  expect((await stranger.goto(page.url()))?.status()).toBe(404);
  const nobody = await page.context().browser()?.newContext();
  expect((await nobody?.request.get(file.href))?.status()).toBe(401);
  await nobody?.close();
});
