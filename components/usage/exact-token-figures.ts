import { tabSeparated } from "#components/ui/tab-separated.ts";
import type { UsageView } from "#lib/views/usage-view.ts";
import { begunDays } from "./begun-days.ts";
import { TOKEN_CLASSES } from "./token-classes.ts";

/** Tokens of each day by class, newest day first, ready to paste. */
export function exactTokenFigures({ days, query }: Pick<UsageView, "days" | "query">): string {
  return tabSeparated([
    [`Day (${query.zone})`, ...TOKEN_CLASSES.map(({ name }) => `${name} tokens`), "Tokens"],
    ...begunDays(days).map(({ day: { date, tokens } }) => [
      date,
      ...TOKEN_CLASSES.map(({ key }) => tokens[key]),
      tokens.total,
    ]),
  ]);
}
