import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { authenticatePayment } from "#lib/stripe-simulator/payments/authenticate.ts";
import { authenticateSetup } from "#lib/stripe-simulator/payments/set-up-method.ts";
import { finishSession } from "./finish-session.ts";
import { pageAddresses } from "./page-addresses.ts";
import { type PageParts, pageAnswer, redirectAfterWebhooks, redirectTo } from "./page-answer.ts";
import { authenticationPage } from "./pages/authentication-page.ts";
import { formatAmount } from "./pages/format-amount.ts";
import { messagePage } from "./pages/message-page.ts";
import { textOf } from "./read-card-entry.ts";
import { sessionByIntent } from "./session-notes.ts";
import { successUrlOf } from "./success-url.ts";

type Intent = Wire<Stripe.PaymentIntent> | Wire<Stripe.SetupIntent>;

/** Shows the bank's page for an intent that waits for its payer, and takes the payer's answer. */
export async function answerAuthenticationPage(
  parts: PageParts,
  account: Account,
  intent: Intent,
  form: FormData | null,
): Promise<Response> {
  const { merchantName, simulator } = parts;
  if (intent.status !== "requires_action") return redirectTo(wayBack(account, intent, null) ?? "/");
  if (!form) {
    const amount = intent.object === "payment_intent" ? formatAmount(intent.amount, intent.currency) : null;
    return pageAnswer(authenticationPage({ merchantName, amount }));
  }
  const returnUrl = intent.next_action?.redirect_to_url?.return_url ?? null;
  const hasProven = textOf(form, "outcome") === "complete";
  authenticate(account, intent, hasProven);
  const location = wayBack(account, intent, returnUrl);
  if (location !== null) return redirectAfterWebhooks(simulator, location);
  const title = hasProven ? "You are authenticated" : "Authentication failed";
  return pageAnswer(messagePage({ merchantName, title, text: "You can close this page.", link: null }));
}

/** Where whoever authenticated came from: a checkout, an invoice, or what the API was told. */
function wayBack(account: Account, intent: Intent, returnUrl: string | null): string | null {
  const session = sessionByIntent(account, intent.id);
  if (session) return session.status === "complete" ? successUrlOf(session) : pageAddresses.checkout("", session.id);
  if (returnUrl !== null) {
    const url = new URL(returnUrl);
    url.searchParams.set(intent.object, intent.id);
    url.searchParams.set("redirect_status", intent.status === "succeeded" ? "succeeded" : "failed");
    return url.href;
  }
  const payment = [...account.tables.invoicePayments.values()].find(
    ({ payment }) => payment.payment_intent === intent.id,
  );
  return payment ? pageAddresses.invoice("", String(payment.invoice)) : null;
}

function authenticate(account: Account, intent: Intent, hasProven: boolean): void {
  if (intent.object === "payment_intent") {
    authenticatePayment(account, intent.id, hasProven);
    return;
  }
  const { outcome } = authenticateSetup(account, intent.id, hasProven);
  const session = sessionByIntent(account, intent.id);
  if (session?.status === "open" && outcome === "succeeded") finishSession(account, session, null);
}
