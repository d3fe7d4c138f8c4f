import { signInBySession } from "./fixtures/sign-in-by-session.ts";
import { expect, test } from "./fixtures/test.ts";

const SCREENS = ["", "/settings/usage", "/settings/api-keys"];

test("a workspace one does not belong to is not there", async ({ signedInPage, demo }) => {
  const page = await signedInPage("sam@notebook.example", { expectedErrors: [/404/] });
  for (const screen of SCREENS) {
    for (const slug of ["halcyon", "nobody-has-this"]) {
      const response = await page.goto(`${demo.consoleUrl}/${slug}${screen}`);
      expect(response?.status()).toBe(404);
      await expect(page.getByText("There is nothing here for you")).toBeVisible();
      await expect(page.getByText("Halcyon")).toHaveCount(0);
    }
  }
  expect((await page.request.get(`${demo.consoleUrl}/api/workspaces/halcyon/usage`)).status()).toBe(404);
});

test("who is signed out is asked to sign in, and reads nothing", async ({ page, demo }) => {
  const addresses = [
    ...SCREENS,
    "/settings/usage?period=2026-01&by=key",
    "/settings/api-keys?state=revoked",
    "/settings/no",
  ];
  for (const address of addresses) {
    const answer = await page.request.get(`${demo.consoleUrl}/halcyon${address}`, { maxRedirects: 0 });
    expect(answer.status()).toBe(307);
    await page.goto(`${demo.consoleUrl}/halcyon${address}`);
    await expect(page).toHaveURL(/\/sign-in\?/);
    expect(new URL(page.url()).searchParams.get("callbackUrl")).toBe(`/halcyon${address}`);
    await expect(page.getByText("Halcyon")).toHaveCount(0);
  }
  const response = await page.request.get(`${demo.consoleUrl}/api/workspaces/halcyon/usage`);
  expect(response.status()).toBe(401);
  expect(Object.keys(await response.json())).toEqual(["error"]);
});

test("a viewer sees keys but no way to change them", async ({ signedInPage, demo }) => {
  const page = await signedInPage("omar@halcyon.example");
  await page.goto(`${demo.consoleUrl}/halcyon/settings/api-keys`);
  await expect(page.getByText("Chat production")).toBeVisible();
  await expect(page.getByRole("button", { name: /Create API key|Revoke/ })).toHaveCount(0);
});

test("the billing role has no API keys screen", async ({ signedInPage, demo }) => {
  const page = await signedInPage("lena@halcyon.example", { expectedErrors: [/404/] });
  await page.goto(`${demo.consoleUrl}/halcyon/settings/usage`);
  await expect(page.getByRole("link", { name: "API keys" })).toHaveCount(0);
  expect((await page.goto(`${demo.consoleUrl}/halcyon/settings/api-keys`))?.status()).toBe(404);
});

test("a removed member is out on the next click", async ({ signedInPage, demo, database }) => {
  const page = await signedInPage("jon@northwind.example", { expectedErrors: [/404/] });
  await page.goto(`${demo.consoleUrl}/northwind/settings/usage`);
  await expect(page.getByRole("heading", { name: "Usage" })).toBeVisible();
  const { rows } = await database.query(
    "DELETE FROM members USING users WHERE users.id = user_id AND email = 'jon@northwind.example' RETURNING members.*",
  );
  try {
    await expect(page.getByText("This workspace is no longer yours.")).toBeVisible();
    await page.getByRole("link", { name: "API keys" }).click();
    await expect(page.getByText("There is nothing here for you")).toBeVisible();
    await page.getByRole("link", { name: "Go to your workspace" }).click();
    await expect(page).toHaveURL(`${demo.consoleUrl}/no-workspace`);
    await expect(page.getByRole("heading", { name: "You belong to no workspace" })).toBeVisible();
    await expect(page.getByText("jon@northwind.example")).toBeVisible();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL(`${demo.consoleUrl}/sign-in`);
  } finally {
    const [{ workspace_id, user_id, role, created_at }] = rows;
    await database.query("INSERT INTO members VALUES ($1, $2, $3, $4)", [workspace_id, user_id, role, created_at]);
  }
});

test("who is in no workspace can start one of their own", async ({ signedInPage, demo, database }) => {
  await database.query(
    "INSERT INTO users (id, email, created_at) VALUES ('user_stray', 'stray@harbour.example', now())",
  );
  const page = await signedInPage("stray@harbour.example");
  await page.goto(demo.consoleUrl);
  await expect(page.getByRole("heading", { name: "You belong to no workspace" })).toBeVisible();
  await page.getByRole("button", { name: "Create a workspace" }).click();
  await expect(page).toHaveURL(`${demo.consoleUrl}/stray/settings/usage`);
  await expect(page.getByRole("button", { name: /Starter plan/ })).toBeVisible();
});

test("who has a workspace is not told otherwise", async ({ signedInPage, demo }) => {
  const page = await signedInPage("sam@notebook.example");
  await page.goto(`${demo.consoleUrl}/no-workspace`);
  await expect(page).toHaveURL(`${demo.consoleUrl}/quiet-notebook/settings/usage`);
});

test("an address without a screen keeps the shell around its answer", async ({ signedInPage, demo }) => {
  const page = await signedInPage("sam@notebook.example", { expectedErrors: [/404/] });
  for (const path of ["/nope", "/settings/nope", "/settings/usage/nope"]) {
    const response = await page.goto(`${demo.consoleUrl}/quiet-notebook${path}`);
    expect(response?.status()).toBe(404);
    await expect(page.getByText("There is nothing here for you")).toBeVisible();
    await expect(page.getByRole("link", { name: "Usage" })).toBeVisible();
  }
});

test("a tab whose session has ended says so, asks no more, and leads back after signing in", async ({
  signedInPage,
  demo,
  database,
}) => {
  const page = await signedInPage("priya@halcyon.example", { expectedErrors: [/401/] });
  await page.clock.install();
  const address = `${demo.consoleUrl}/halcyon/settings/usage?by=key`;
  await page.goto(address);
  await page.waitForResponse((response) => new URL(response.url()).pathname === "/api/workspaces/halcyon/usage");
  await database.query("DELETE FROM sessions USING users WHERE users.id = user_id AND email = 'priya@halcyon.example'");
  await expect(page.getByText("You are signed out.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Usage" })).toBeVisible();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.clock.runFor(120_000);
  expect(asked.filter((url) => url.includes("/api/"))).toEqual([]);
  await page.getByRole("link", { name: "Sign in again" }).click();
  await expect(page).toHaveURL(/\/sign-in\?/);
  expect(new URL(page.url()).searchParams.get("callbackUrl")).toBe("/halcyon/settings/usage?by=key");
  await signInBySession(page.context(), { demo, database, email: "priya@halcyon.example" });
  await page.reload();
  await expect(page).toHaveURL(address);
});

test("malformed addresses are not found, and other names of this machine read no mail", async ({
  signedInPage,
  demo,
}) => {
  const page = await signedInPage("ines@halcyon.example");
  for (const path of ["/api/workspaces/a%00b/usage", "/api/workspaces/HALCYON/usage", "/api/workspaces/%2e%2e/usage"]) {
    expect((await page.request.get(`${demo.consoleUrl}${path}`)).status()).toBe(404);
  }
  expect((await page.request.get(`${demo.mailboxUrl}?to=%00`)).status()).toBe(200);
  const rebound = await page.request.get(demo.mailboxUrl, { headers: { host: "evil.example" } });
  expect(rebound.status()).toBe(404);
});
