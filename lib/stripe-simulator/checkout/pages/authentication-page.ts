import { html } from "./html.ts";
import { pageLayout } from "./page-layout.ts";

/** Stands for the bank's own page on which a cardholder confirms a payment. */
export function authenticationPage(page: { merchantName: string; amount: string | null }): string {
  const purpose = page.amount
    ? html`a payment of <strong>${page.amount}</strong> to`
    : "saving your payment details with";
  return pageLayout({
    title: "Confirm with your bank",
    merchantName: page.merchantName,
    width: "narrow",
    body: html`<form method="post" class="panel stack" aria-label="Authentication">
<h1>Confirm with your bank</h1>
<p>Your bank asks you to confirm ${purpose} ${page.merchantName}. This page stands for the bank's own.</p>
<button class="primary" name="outcome" value="complete">Complete authentication</button>
<button class="secondary" name="outcome" value="fail">Fail authentication</button>
</form>`,
  });
}
