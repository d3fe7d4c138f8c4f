import { type Html, html } from "./html.ts";
import { PAGE_STYLE } from "./page-style.ts";

export const SIMULATION_NOTE = "Simulated payments: no money moves";

/** How wide a page's content may become. */
export type PageWidth = "wide" | "medium" | "narrow";

/** A whole page. Every one of them says first that no money moves. */
export function pageLayout(page: { title: string; merchantName: string; width: PageWidth; body: Html }): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${page.title} · ${page.merchantName}</title>
<link rel="icon" href="data:,">
<style>${styleSheet}</style>
</head>
<body>
<header class="banner"><p>${SIMULATION_NOTE}</p></header>
<main class="page ${page.width === "wide" ? null : page.width}">
${page.body}
</main>
</body>
</html>
`.text;
}

const styleSheet = html([PAGE_STYLE] as unknown as TemplateStringsArray);
