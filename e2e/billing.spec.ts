import type { Page } from "@playwright/test";
import { buyPlan, dueToday } from "./fixtures/buy-plan.ts";
import { newWorkspace } from "./fixtures/new-workspace.ts";
import { payByCard } from "./fixtures/pay-by-card.ts";
import { expect, test } from "./fixtures/test.ts";

const fact = (page: Page, label: string) => page.locator("dl > div", { has: page.getByText(label, { exact: true }) });

test("Starter becomes Pro by card, at the price that was quoted", async ({ demo, database, signedInPage }) => {
  const workspace = await newWorkspace({ demo, database, signedInPage }, "buyer-pro");
  const { page } = workspace;
  await page.goto(workspace.billingUrl);
  await expect(page.getByText("Simulated payments")).toBeVisible();
  await expect(fact(page, "Plan").getByText("Starter")).toBeVisible();
  await expect(page.getByRole("heading", { name: "What is free, and what upgrading brings" })).toBeVisible();

  await buyPlan(workspace, "Pro");
  await expect(fact(page, "Plan").getByText("Pro")).toBeVisible();
  await expect(fact(page, "Next charge").getByText("$49.00")).toBeVisible();
  await expect(fact(page, "Payment method").getByText("Visa ending in 4242")).toBeVisible();
  await expect(page.getByRole("button", { name: /Pro plan/ })).toBeVisible();
  const paid = page.getByRole("table", { name: "Payments" }).getByRole("row", { name: /Pro plan/ });
  await expect(paid).toHaveCount(1);
  await expect(paid.getByRole("link", { name: "Receipt" })).toHaveAttribute("href", /\/invoices\/in_/);
  await page.getByRole("link", { name: "API keys" }).click();
  await expect(page.getByRole("button", { name: "Create API key" })).toBeVisible();
});

test("a card that is declined on Stripe's page changes nothing, and the way back says so", async ({
  demo,
  database,
  signedInPage,
}) => {
  const { page, billingUrl } = await newWorkspace({ demo, database, signedInPage }, "buyer-declined");
  await page.goto(billingUrl);
  await page.getByRole("button", { name: "Upgrade to Pro" }).click();
  await page.getByRole("button", { name: /^Pay \$/ }).click();
  await payByCard(page, "declined");
  await expect(page.getByText("Your card was declined.")).toBeVisible();
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page.getByText("Nothing was paid")).toBeVisible();
  await expect(page.getByText("Nothing was charged and your plan is as it was.")).toBeVisible();
  await page.getByRole("link", { name: "Back to billing" }).click();
  await expect(fact(page, "Plan").getByText("Starter")).toBeVisible();
  await expect(page.getByText("0002")).toHaveCount(0);
});

test("an upgrade that the saved card cannot pay explains itself and leaves the plan", async ({
  demo,
  database,
  signedInPage,
}) => {
  const workspace = await newWorkspace({ demo, database, signedInPage }, "buyer-card-fails");
  const { page, billingUrl } = workspace;
  await buyPlan(workspace, "Pro");
  await page.getByRole("button", { name: "Change card" }).click();
  await payByCard(page, "declinedLater");
  await expect(page.getByText("The card is saved")).toBeVisible();
  await page.getByRole("link", { name: "Back to billing" }).click();
  await expect(fact(page, "Payment method").getByText("Visa ending in 0341")).toBeVisible();

  await page.getByRole("button", { name: "Upgrade to Team" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "See the price" }).click();
  await page.getByRole("button", { name: /^Pay \$/ }).click();
  const refusal = page.getByRole("alert").filter({ hasText: "The payment was declined" });
  await expect(refusal.getByText(/Your card was declined/)).toBeVisible();
  await expect(refusal.getByText(/nothing was charged/)).toBeVisible();
  await expect(refusal.getByText("You are still on Pro.")).toBeVisible();
  // What is read afresh says the same, without the bank's words.
  await page.reload();
  await expect(page.getByText("The payment was declined")).toBeVisible();
  await page.goto(billingUrl);
  await expect(fact(page, "Plan").getByText("Pro")).toBeVisible();
  await expect(fact(page, "Next charge").getByText("$49.00")).toBeVisible();
});

test("credits are bought once, however often the page is opened", async ({ demo, database, signedInPage }) => {
  const { page, billingUrl } = await newWorkspace({ demo, database, signedInPage }, "buyer-credits");
  await page.goto(`${billingUrl}/credits`);
  await page.getByRole("button", { name: "Buy credits" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Amount", { exact: true }).fill("4.99");
  await dialog.getByRole("button", { name: "Go to payment" }).click();
  await expect(dialog.getByText("Buy at least $5.")).toBeVisible();
  await dialog.getByLabel("Amount", { exact: true }).fill("25.50");
  await dialog.getByRole("button", { name: "Pay $25.50" }).click();
  await payByCard(page, "succeeds");
  await expect(page.getByText("$25.50 of credits added")).toBeVisible();
  await page.reload();
  await expect(page.getByText("$25.50 of credits added")).toBeVisible();

  await page.getByRole("link", { name: "Back to billing" }).click();
  await page.goto(`${billingUrl}/credits`);
  await expect(fact(page, "Available").locator("[data-exact]").first()).toHaveAttribute("data-exact", "25.50");
  const rows = page.getByRole("table", { name: "Credit history" }).getByRole("row", { name: /Credits bought/ });
  await expect(rows).toHaveCount(1);
});

test("a seat is added at once for its price, and removed with the next period", async ({
  demo,
  database,
  signedInPage,
}) => {
  const workspace = await newWorkspace({ demo, database, signedInPage }, "buyer-seats");
  const { page, slug } = workspace;
  await buyPlan(workspace, "Team");
  await expect(fact(page, "Plan").getByText("2 seats at $99.00")).toBeVisible();
  await page.getByRole("button", { name: "One seat more" }).click();
  await page.getByRole("button", { name: "See the price" }).click();
  await expect(page.getByRole("heading", { name: "Add 1 seat" })).toBeVisible();
  const due = await dueToday(page);
  await page.getByRole("button", { name: `Pay ${due} and add 1 seat` }).click();
  await expect(page.getByText(`Team with 2 seats became Team with 3 seats. ${due} was charged.`)).toBeVisible();
  await page.getByRole("link", { name: "Back to billing" }).click();
  await expect(fact(page, "Next charge").getByText("$297.00")).toBeVisible();

  await page.goto(`${demo.consoleUrl}/${slug}/settings/members`);
  await expect(page.getByText("1 of 3 seats used.")).toBeVisible();
  await page.getByRole("link", { name: "Add seats" }).click();
  await page.getByRole("button", { name: "One seat fewer" }).click();
  await page.getByRole("button", { name: "See the price" }).click();
  await expect(page.getByText("Nothing is charged today.")).toBeVisible();
  await page.getByRole("button", { name: /^Remove 1 seat on 1 / }).click();
  await page.getByRole("link", { name: "Back to billing" }).click();
  await expect(page.getByText(/3 seats become 2 on 1 /)).toBeVisible();
  await expect(fact(page, "Plan").getByText("3 seats at $99.00")).toBeVisible();
});

test("a downgrade is scheduled with what it does, and undone", async ({ demo, database, signedInPage }) => {
  const workspace = await newWorkspace({ demo, database, signedInPage }, "buyer-downgrade");
  const { page } = workspace;
  await buyPlan(workspace, "Pro");
  await page.getByRole("button", { name: "Downgrade to Starter" }).click();
  await expect(
    page.getByText("Takes effect when the next period begins. Until then Pro stays as it is."),
  ).toBeVisible();
  await page.getByRole("button", { name: /^Downgrade on 1 / }).click();
  await expect(page.getByRole("heading", { name: "Scheduled" })).toBeVisible();
  await page.getByRole("link", { name: "Back to billing" }).click();
  await expect(page.getByText(/Pro becomes Starter on 1 /)).toBeVisible();
  await expect(fact(page, "Next charge").getByText("None")).toBeVisible();

  await page.getByRole("button", { name: "Undo the change" }).click();
  await expect(page.getByText(/Pro becomes Starter on/)).toHaveCount(0);
  await expect(fact(page, "Next charge").getByText("$49.00")).toBeVisible();
  await expect(page.getByRole("button", { name: "Downgrade to Starter" })).toBeVisible();
});

test("who is in another workspace finds no billing, members or quote", async ({ demo, signedInPage }) => {
  const page = await signedInPage("sam@notebook.example", { expectedErrors: [/404/] });
  for (const screen of ["billing", "billing/checkout?id=cs_1", "billing/quote/quote_1", "members"]) {
    const response = await page.goto(`${demo.consoleUrl}/halcyon/settings/${screen}`);
    expect(response?.status()).toBe(404);
    await expect(page.getByText("There is nothing here for you")).toBeVisible();
    await expect(page.getByText("Halcyon")).toHaveCount(0);
  }
});

test("members do not see billing, and admins see why they cannot change the plan", async ({ demo, signedInPage }) => {
  const billingUrl = `${demo.consoleUrl}/halcyon/settings/billing`;
  for (const email of ["priya@halcyon.example", "omar@halcyon.example"]) {
    const page = await signedInPage(email, { expectedErrors: [/404/] });
    expect((await page.goto(billingUrl))?.status()).toBe(404);
    await expect(page.getByText("There is nothing here for you")).toBeVisible();
    expect((await page.goto(`${demo.consoleUrl}/halcyon/settings/members`))?.status()).toBe(200);
    await expect(page.getByRole("link", { name: "Billing" })).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Add seats" })).toHaveCount(0);
  }
  const page = await signedInPage("tomasz@halcyon.example");
  await page.goto(billingUrl);
  await expect(page.getByText("Only an owner of this workspace can change the plan.")).toBeVisible();
  await expect(page.getByText("Only an owner of this workspace can add or remove seats.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^(Upgrade|Downgrade) to/ })).toHaveCount(0);
  await page.getByRole("link", { name: "Credits", exact: true }).click();
  await expect(page.getByRole("button", { name: "Buy credits" })).toBeVisible();
});
