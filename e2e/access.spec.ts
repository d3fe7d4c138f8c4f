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
  for (const screen of SCREENS) {
    await page.goto(`${demo.consoleUrl}/halcyon${screen}`);
    await expect(page).toHaveURL(/\/sign-in\?callbackUrl=%2Fhalcyon/);
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
    await page.getByRole("link", { name: "API keys" }).click();
    await expect(page.getByText("There is nothing here for you")).toBeVisible();
  } finally {
    const [{ workspace_id, user_id, role, created_at }] = rows;
    await database.query("INSERT INTO members VALUES ($1, $2, $3, $4)", [workspace_id, user_id, role, created_at]);
  }
});
