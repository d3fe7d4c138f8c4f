import { expect, test } from "./fixtures/test.ts";

test("the palette takes what is typed before its list has come", async ({ demo, signedInPage }) => {
  const page = await signedInPage("ines@halcyon.example");
  await page.goto(`${demo.consoleUrl}/halcyon/settings/members`);
  await page.waitForLoadState("networkidle");
  const letGo = Promise.withResolvers<void>();
  await page.route("**/_next/static/chunks/**", async (route) => {
    await letGo.promise;
    await route.continue();
  });
  const trigger = page.getByRole("button", { name: /^Go to…/ });
  await trigger.focus();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("api");
  const search = page.getByLabel("Search screens and commands");
  await expect(search).toHaveValue("api");
  letGo.resolve();
  await expect(page.getByRole("option", { name: /API keys/ })).toBeVisible();
  await expect(search).toHaveValue("api");
  await expect(search).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(trigger).toBeFocused();
});

test("a menu first opened by keyboard has the focus and gives it back", async ({ demo, signedInPage }) => {
  const page = await signedInPage("ines@halcyon.example");
  await page.goto(`${demo.consoleUrl}/halcyon/settings/members`);
  const trigger = page.getByRole("button", { name: /Switch workspace/ });
  await trigger.focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toBeHidden();
  await expect(trigger).toBeFocused();
});

test("a list first opened by keyboard is chosen from by typing", async ({ demo, signedInPage }) => {
  const page = await signedInPage("ines@halcyon.example");
  await page.goto(`${demo.consoleUrl}/halcyon/settings/billing/credits`);
  const cause = page.getByRole("combobox", { name: "Cause" });
  await cause.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("listbox")).toBeVisible();
  await page.keyboard.type("Tok");
  await expect(page.getByRole("option", { name: "Tokens" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(cause).toHaveText("Tokens");
  await expect(cause).toBeFocused();
});
