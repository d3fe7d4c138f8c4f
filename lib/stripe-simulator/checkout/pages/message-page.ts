import { html } from "./html.ts";
import { pageLayout } from "./page-layout.ts";

/** A page that only says something, with one way on. */
export function messagePage(page: {
  merchantName: string;
  title: string;
  text: string;
  link: { href: string; label: string } | null;
}): string {
  return pageLayout({
    title: page.title,
    merchantName: page.merchantName,
    width: "narrow",
    body: html`<div class="panel stack">
<h1>${page.title}</h1>
<p class="muted">${page.text}</p>
${page.link && html`<p><a href="${page.link.href}">${page.link.label}</a></p>`}
</div>`,
  });
}
