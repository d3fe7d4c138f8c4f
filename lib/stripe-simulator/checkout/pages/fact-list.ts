import { type Html, html } from "./html.ts";

export type Fact = { readonly label: string; readonly value: string };

/** Labels and what they stand for, side by side. */
export function factList(facts: readonly Fact[]): Html {
  return html`<dl class="facts">
${facts.map(({ label, value }) => html`<dt>${label}</dt><dd>${value}</dd>\n`)}</dl>`;
}
