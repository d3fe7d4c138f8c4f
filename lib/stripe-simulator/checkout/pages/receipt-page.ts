import { type Fact, factList } from "./fact-list.ts";
import { html } from "./html.ts";
import { pageLayout } from "./page-layout.ts";
import { statusTag } from "./status-tag.ts";

export type ReceiptPage = {
  readonly merchantName: string;
  readonly amount: string;
  /** "Paid on 1 December 2026" */
  readonly state: string;
  readonly status: "Paid" | "Refunded" | "Partly refunded";
  readonly facts: readonly Fact[];
};

/** Shows that a payment was made, and what was given back of it. */
export function receiptPage({ merchantName, amount, state, status, facts }: ReceiptPage): string {
  return pageLayout({
    title: "Receipt",
    merchantName,
    width: "narrow",
    body: html`<div class="panel stack">
<div class="stack tight">
<h1>Receipt from ${merchantName}</h1>
<p class="figure">${amount}</p>
<p class="muted">${state} ${statusTag(status)}</p>
</div>
${factList(facts)}
</div>`,
  });
}
