import OpenAI from "openai";
import { expect, test } from "./fixtures/test.ts";

test("a revoked key is refused within 5 seconds", async ({ signedInPage, demo }) => {
  const page = await signedInPage("tomasz@halcyon.example");
  await page.goto(`${demo.consoleUrl}/halcyon/settings/api-keys`);
  await page.getByRole("button", { name: "Create API key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Label").fill("Short-lived");
  await dialog.getByRole("button", { name: "Create key" }).click();
  const secret = (await dialog.getByLabel("Secret", { exact: true }).textContent()) ?? "";
  await dialog.getByRole("button", { name: "I have saved the secret" }).click();

  const client = new OpenAI({ apiKey: secret, baseURL: demo.gatewayUrl, maxRetries: 0 });
  const served = () =>
    client.models.list().then(
      () => "served",
      (error: { status?: number }) => String(error.status),
    );
  expect(await served()).toBe("served");

  await page.getByRole("button", { name: "Revoke Short-lived" }).click();
  const confirmation = page.getByRole("alertdialog");
  await expect(confirmation.getByRole("button", { name: "Revoke this key" })).toBeDisabled();
  await confirmation.getByRole("textbox").fill("Short-lived");
  await confirmation.getByRole("button", { name: "Revoke this key" }).click();
  await expect(confirmation).toBeHidden();
  await expect.poll(served, { timeout: 5_000 }).toBe("401");
  await expect(page.getByRole("row", { name: /Short-lived/ }).getByText("Revoked", { exact: true })).toBeVisible();
});

test("a label that is too long is refused beside its field, and nothing is made", async ({
  signedInPage,
  demo,
  database,
}) => {
  const page = await signedInPage("tomasz@halcyon.example");
  await page.goto(`${demo.consoleUrl}/halcyon/settings/api-keys`);
  await page.getByRole("button", { name: "Create API key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Label").fill("x".repeat(70));
  await dialog.getByRole("button", { name: "Create key" }).click();
  await expect(dialog.getByText("Shorten the label to 64 characters.")).toBeVisible();
  await expect(dialog.getByLabel("Label")).toHaveAttribute("aria-invalid", "true");
  const { rows } = await database.query("SELECT count(*) AS made FROM api_keys WHERE label LIKE 'xxx%'");
  expect(rows).toEqual([{ made: 0n }]);
});
