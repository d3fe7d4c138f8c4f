import type { Page } from "@playwright/test";
import OpenAI from "openai";
import type { DeploymentMode } from "#lib/domain/catalog/plans.ts";
import { PRICE_LISTS } from "#lib/domain/catalog/price-list.ts";
import { fromExactDollars, type Nanos, toExactDollars } from "#lib/domain/money.ts";
import { priceUsage, type TokenCounts } from "#lib/domain/usage/price-usage.ts";
import { expect, test } from "./fixtures/test.ts";

const SHOWN_WITHIN_MS = 2_000;

const totalOf = (page: Page, label: string) =>
  page
    .locator("dl > div", { has: page.getByText(label, { exact: true }) })
    .locator("dd [data-exact]")
    .first();

async function readExact(page: Page, label: string): Promise<string> {
  return (await totalOf(page, label).getAttribute("data-exact")) ?? "";
}

/** @returns the new secret, and the model that the example request beside it names */
async function createKey(page: Page, label: string): Promise<{ secret: string; modelId: string }> {
  await page.getByRole("button", { name: "Create API key" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Label").fill(label);
  await dialog.getByRole("button", { name: "Create key" }).click();
  const secret = (await dialog.getByLabel("Secret", { exact: true }).textContent()) ?? "";
  const snippet = (await dialog.getByRole("tabpanel").textContent()) ?? "";
  const modelId = snippet.match(/"model": "([^"]+)"/)?.[1] ?? "";
  await dialog.getByRole("button", { name: "I have saved the secret" }).click();
  return { secret, modelId };
}

/** Three requests with the official client, one of them streamed. @returns what each reported */
async function sendThree(client: OpenAI, modelId: string): Promise<OpenAI.CompletionUsage[]> {
  const ask = (content: string) => ({ model: modelId, messages: [{ role: "user" as const, content }] });
  const first = await client.chat.completions.create(ask("What is a weir?"));
  const second = await client.chat.completions.create(ask("How is it billed?"));
  const stream = await client.chat.completions.create({
    ...ask("Tell me more."),
    stream: true,
    stream_options: { include_usage: true },
  });
  let third: OpenAI.CompletionUsage | null | undefined;
  for await (const chunk of stream) third = chunk.usage ?? third;
  return [first.usage, second.usage, third].filter((usage) => usage !== null && usage !== undefined);
}

function priceOf(
  usages: readonly OpenAI.CompletionUsage[],
  deployment: { modelId: string; mode: DeploymentMode },
): Nanos {
  const rates = PRICE_LISTS.at(-1)?.rates[deployment.modelId]?.[deployment.mode];
  if (!rates) throw new Error(`${deployment.modelId} has no price`);
  const counts: TokenCounts[] = usages.map((usage) => ({
    inputTokens: usage.prompt_tokens,
    cachedInputTokens: 0,
    outputTokens: usage.completion_tokens,
  }));
  return counts.reduce((sum, tokens) => sum + priceUsage(rates, tokens).amountNanos, 0n);
}

test("from the mailbox to a metered request on the chart", async ({ page, demo, database }) => {
  const team = demo.workspaces.find((workspace) => workspace.plan === "team");
  if (!team) throw new Error("The demo has no Team workspace");

  await page.goto(demo.consoleUrl);
  await page.getByLabel("Email").fill(team.ownerEmail);
  await page.getByRole("button", { name: "Email me a sign-in link" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  await page.goto(`${demo.mailboxUrl}?to=${encodeURIComponent(team.ownerEmail)}`);
  await page.getByRole("link", { name: "Open the link" }).click();
  await page.getByRole("button", { name: `Sign in as ${team.ownerEmail}` }).click();
  await expect(page).toHaveURL(`${demo.consoleUrl}/${team.slug}/settings/usage`);

  await page.getByRole("link", { name: "API keys" }).click();
  const { secret, modelId } = await createKey(page, "First request");
  expect(secret).toMatch(/^rp_live_[0-9a-f]{64}$/);
  await page.reload();
  await expect(page.getByText("First request")).toBeVisible();
  expect(await page.content()).not.toContain(secret);

  await page.getByRole("link", { name: "Usage" }).click();
  await expect(totalOf(page, "Cost so far")).toBeVisible();
  const before = {
    costNanos: fromExactDollars(await readExact(page, "Cost so far")),
    tokens: Number(await readExact(page, "Tokens")),
    requests: Number(await readExact(page, "Requests")),
  };

  const usages = await sendThree(new OpenAI({ apiKey: secret, baseURL: demo.gatewayUrl, maxRetries: 0 }), modelId);
  expect(usages).toHaveLength(3);
  const { rows: deployments } = await database.query(
    "SELECT mode FROM deployments JOIN workspace_slugs USING (workspace_id) WHERE slug = $1 AND model_id = $2",
    [team.slug, modelId],
  );
  const spentNanos = priceOf(usages, { modelId, mode: deployments[0].mode });
  expect(spentNanos).toBeGreaterThan(0n);
  const tokens = usages.reduce((sum, usage) => sum + usage.total_tokens, 0);

  await expect(totalOf(page, "Cost so far")).toHaveAttribute(
    "data-exact",
    toExactDollars(before.costNanos + spentNanos),
    {
      timeout: SHOWN_WITHIN_MS,
    },
  );
  await expect(totalOf(page, "Tokens")).toHaveAttribute("data-exact", String(before.tokens + tokens));
  await expect(totalOf(page, "Requests")).toHaveAttribute("data-exact", String(before.requests + 3));

  const { rows } = await database.query(
    `SELECT count(*) AS events, sum(amount_nanos)::bigint AS nanos, sum(total_tokens)::bigint AS tokens,
       count(*) FILTER (WHERE is_streamed) AS streamed
     FROM usage_events JOIN api_keys USING (workspace_id, api_key_id) WHERE label = 'First request'`,
  );
  expect(rows).toEqual([{ events: 3n, nanos: spentNanos, tokens: BigInt(tokens), streamed: 1n }]);
  const rolledUp = await database.query(
    `SELECT resolution::text, sum(amount_nanos)::bigint AS nanos
     FROM usage_rollups JOIN api_keys USING (workspace_id, api_key_id) WHERE label = 'First request' GROUP BY 1 ORDER BY 1`,
  );
  expect(rolledUp.rows).toEqual([
    { resolution: "day", nanos: spentNanos },
    { resolution: "quarter_hour", nanos: spentNanos },
  ]);
  const { rows: month } = await database.query(
    `SELECT sum(amount_nanos)::bigint AS nanos FROM usage_events JOIN workspace_slugs USING (workspace_id)
     WHERE slug = $1 AND occurred_at >= date_trunc('month', now(), 'UTC')`,
    [team.slug],
  );
  expect(toExactDollars(month[0].nanos)).toBe(await readExact(page, "Cost so far"));
});
