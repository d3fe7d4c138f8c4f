import { runDue } from "#lib/stripe-simulator/core/run-due.ts";
import { answerAuthenticationPage } from "./answer-authentication-page.ts";
import { answerCheckoutPage } from "./answer-checkout-page.ts";
import { answerInvoicePage, answerInvoicePdf } from "./answer-invoice-page.ts";
import { answerPortalPage } from "./answer-portal-page.ts";
import { answerReceiptPage } from "./answer-receipt-page.ts";
import { findOwner } from "./find-owner.ts";
import { notFound, type PageParts, pageAnswer } from "./page-answer.ts";
import { messagePage } from "./pages/message-page.ts";

/** Answers a request for a hosted page. */
export async function answerPage(parts: PageParts, request: Request): Promise<Response> {
  const [kind, id, part] = new URL(request.url).pathname.split("/").slice(1);
  if (kind === "") return frontPage(parts.merchantName);
  if (!id) return notFound(parts.merchantName);
  for (const account of parts.simulator.world.accounts.values()) runDue(account);
  const form = request.method === "POST" ? await request.formData() : null;
  if (kind === "pay") {
    const found = findOwner(parts.simulator, "checkoutSessions", id);
    if (found && part === undefined) return answerCheckoutPage(parts, found.account, found.object, form);
  }
  if (kind === "authenticate" && part === undefined) {
    const found = findOwner(parts.simulator, "paymentIntents", id) ?? findOwner(parts.simulator, "setupIntents", id);
    if (found) return answerAuthenticationPage(parts, found.account, found.object, form);
  }
  if (kind === "portal" && part === undefined) {
    const found = findOwner(parts.simulator, "portalSessions", id);
    if (found) return answerPortalPage(parts, found.account, found.object, form);
  }
  if (kind === "invoices") {
    const found = findOwner(parts.simulator, "invoices", id);
    if (found && part === undefined) return answerInvoicePage(parts, found.account, found.object, form);
    if (found && part === "pdf") return answerInvoicePdf(parts, found.account, found.object);
  }
  if (kind === "receipts" && part === undefined) {
    const found = findOwner(parts.simulator, "charges", id);
    if (found) return answerReceiptPage(parts, found.account, found.object);
  }
  return notFound(parts.merchantName);
}

function frontPage(merchantName: string): Response {
  const text =
    "This server stands in for Stripe on this machine. Its API is under /v1; its pages are reached from the console.";
  return pageAnswer(messagePage({ merchantName, title: "Stripe simulator", text, link: null }));
}
