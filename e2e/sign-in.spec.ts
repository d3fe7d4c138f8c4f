import type { Page } from "@playwright/test";
import type { Demo } from "./fixtures/demo.ts";
import { expect, test } from "./fixtures/test.ts";

async function openLink(page: Page, demo: Demo, email: string): Promise<string> {
  await page.goto(`${demo.consoleUrl}/sign-in`);
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Email me a sign-in link" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  await page.goto(`${demo.mailboxUrl}?to=${encodeURIComponent(email)}`);
  return (await page.getByRole("link", { name: "Open the link" }).getAttribute("href")) ?? "";
}

test("a new person gets a Starter workspace of their own, without API keys", async ({ page, demo }) => {
  const link = await openLink(page, demo, "Rowan.Newcomer@Example.com");
  await page.goto(link);
  await page.getByRole("button", { name: "Sign in as rowan.newcomer@example.com" }).click();
  await expect(page).toHaveURL(/\/rowan-newcomer\/settings\/usage$/);
  await expect(page.getByRole("button", { name: /Starter plan/ })).toBeVisible();
  await expect(page.getByText(/No requests in .* yet/)).toBeVisible();
  await page.getByRole("link", { name: "API keys" }).click();
  await expect(page.getByText("The Starter plan has no API keys", { exact: false })).toBeVisible();
  await expect(page.getByRole("button", { name: "Create API key" })).toHaveCount(0);
});

test("a link signs in once, and looking at it does not use it up", async ({ page, demo, browser }) => {
  const link = await openLink(page, demo, "once@example.com");
  await page.goto(link);
  await page.goto(link);
  await page.getByRole("button", { name: "Sign in as once@example.com" }).click();
  await expect(page).toHaveURL(/\/settings\/usage$/);
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(link);
  await stranger.getByRole("button", { name: "Sign in as once@example.com" }).click();
  await expect(stranger.getByRole("link", { name: /new link/i })).toBeVisible();
  await stranger.goto(`${demo.consoleUrl}/once/settings/usage`);
  await expect(stranger).toHaveURL(/\/sign-in/);
});

test("signing out ends the session for good", async ({ signedInPage, demo, database }) => {
  // The usage page may ask for fresh figures once more while the session ends.
  const page = await signedInPage("maya@northwind.example", { expectedErrors: [/401/] });
  await page.goto(`${demo.consoleUrl}/northwind/settings/usage`);
  const cookies = await page.context().cookies();
  await page.getByRole("button", { name: /maya@northwind.example/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.context().addCookies(cookies);
  await page.goto(`${demo.consoleUrl}/northwind/settings/usage`);
  await expect(page).toHaveURL(/\/sign-in/);
  const { rows } = await database.query(
    "SELECT count(*) AS sessions FROM sessions JOIN users ON users.id = user_id WHERE email = 'maya@northwind.example'",
  );
  expect(rows).toEqual([{ sessions: 0n }]);
});

test("the sixth request for a link within 15 minutes is refused with the time to wait", async ({ page, demo }) => {
  await page.goto(`${demo.consoleUrl}/sign-in`);
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await page.getByLabel("Email").fill("eager@example.com");
    await page.getByRole("button", { name: "Email me a sign-in link" }).click();
    await page.getByRole("button", { name: "Use another address" }).click();
  }
  await page.getByLabel("Email").fill("eager@example.com");
  await page.getByRole("button", { name: "Email me a sign-in link" }).click();
  await expect(page.getByText(/minutes?/)).toBeVisible();
  await page.goto(`${demo.mailboxUrl}?to=eager@example.com`);
  await expect(page.getByRole("navigation", { name: "Mails" }).getByRole("listitem")).toHaveCount(5);
});
