import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { describeMethod } from "./describe-method.ts";
import { notFound, type PageParts, pageAnswer } from "./page-answer.ts";
import type { Fact } from "./pages/fact-list.ts";
import { formatAmount } from "./pages/format-amount.ts";
import { formatDay } from "./pages/format-day.ts";
import { receiptPage } from "./pages/receipt-page.ts";

type Charge = Wire<Stripe.Charge>;

/** Shows the receipt of a payment that was made. */
export function answerReceiptPage({ merchantName }: PageParts, account: Account, charge: Charge): Response {
  if (!charge.paid) return notFound(merchantName);
  const page = receiptPage({
    merchantName,
    amount: formatAmount(charge.amount, charge.currency),
    state: `Paid on ${formatDay(charge.created)}`,
    status: charge.refunded ? "Refunded" : charge.amount_refunded > 0 ? "Partly refunded" : "Paid",
    facts: factsOf(account, charge),
  });
  return pageAnswer(page);
}

function factsOf(account: Account, charge: Charge): Fact[] {
  const method = account.tables.paymentMethods.get(charge.payment_method ?? "");
  const email = charge.receipt_email ?? charge.billing_details.email;
  return [
    ...(charge.description ? [{ label: "For", value: charge.description }] : []),
    ...(method ? [{ label: "Paid with", value: describeMethod(method) }] : []),
    ...(email ? [{ label: "Email", value: email }] : []),
    { label: "Payment", value: String(charge.payment_intent ?? charge.id) },
    ...(charge.amount_refunded > 0
      ? [{ label: "Refunded", value: formatAmount(charge.amount_refunded, charge.currency) }]
      : []),
  ];
}
