import { tabSeparated } from "#components/ui/tab-separated.ts";
import type { CostBreakdown, TokenBreakdown, UsageView } from "#lib/views/usage-view.ts";

const HEADER = [
  "Model",
  "Requests",
  "Input tokens",
  "Input cost (USD)",
  "Cached input tokens",
  "Cached input cost (USD)",
  "Output tokens",
  "Output cost (USD)",
  "Cost (USD)",
];

/** The table of models with every digit, costliest first and the total last, ready to paste. */
export function exactModelFigures(view: Pick<UsageView, "models" | "requests" | "tokens" | "cost">): string {
  return tabSeparated([
    HEADER,
    ...view.models.map(({ name, requests, tokens, cost }) => [name, requests, ...figures(tokens, cost)]),
    ["Total", view.requests.total, ...figures(view.tokens, view.cost)],
  ]);
}

function figures(tokens: TokenBreakdown, cost: CostBreakdown): (string | number)[] {
  const { input, cachedInput, output } = tokens;
  return [input, cost.input, cachedInput, cost.cachedInput, output, cost.output, cost.total];
}
