import { buyPlan } from "#e2e/fixtures/buy-plan.ts";
import { newWorkspace } from "#e2e/fixtures/new-workspace.ts";
import { expect, test } from "#e2e/fixtures/test.ts";

test.setTimeout(180_000);

test("when the month ends a plan renews, and a scheduled downgrade takes effect", async ({
  demo,
  database,
  signedInPage,
}) => {
  const staying = await newWorkspace({ demo, database, signedInPage }, "renews-pro");
  await buyPlan(staying, "Pro");
  const leaving = await newWorkspace({ demo, database, signedInPage }, "leaves-pro");
  await buyPlan(leaving, "Pro");
  await leaving.page.getByRole("button", { name: "Downgrade to Starter" }).click();
  await leaving.page.getByRole("button", { name: /^Downgrade on 1 / }).click();
  await expect(leaving.page.getByRole("heading", { name: "Scheduled" })).toBeVisible();

  const nextCharge = staying.page.locator("dl > div", {
    has: staying.page.getByText("Next charge", { exact: true }),
  });
  const before = await nextCharge.locator("time").getAttribute("datetime");
  const clock = await staying.page.context().newPage();
  await clock.goto(`${demo.consoleUrl}/local/clock`);
  await clock.getByRole("button", { name: /^To the next month/ }).click();
  await expect(clock.getByText(/^It is now/)).toBeVisible({ timeout: 90_000 });
  // A renewal is charged about an hour after the month has begun.
  await clock.getByRole("button", { name: "1 day" }).click();
  await expect(clock.getByText(/It is now 2 /)).toBeVisible({ timeout: 30_000 });

  await staying.page.reload();
  await expect(nextCharge.getByText("$49.00")).toBeVisible();
  const after = await nextCharge.locator("time").getAttribute("datetime");
  expect(new Date(after ?? "").getTime()).toBeGreaterThan(new Date(before ?? "").getTime());
  await leaving.page.goto(leaving.billingUrl);
  await expect(leaving.page.getByText("Free, without a card")).toBeVisible();
  await expect(leaving.page.getByText(/Pro becomes Starter/)).toHaveCount(0);
});
