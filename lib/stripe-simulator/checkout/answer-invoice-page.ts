import type Stripe from "stripe";
import { collectInvoice } from "#lib/stripe-simulator/billing/collect-invoice.ts";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { StripeFailure } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { bankDetailsOf } from "./bank-details.ts";
import { makeCard } from "./make-payment-method.ts";
import { pageAddresses } from "./page-addresses.ts";
import {
  notFound,
  type PageParts,
  pageAnswer,
  redirectAfterWebhooks,
  redirectTo,
  showAgain,
  takeEntry,
} from "./page-answer.ts";
import type { FieldErrors } from "./pages/card-fields.ts";
import { invoicePage } from "./pages/invoice-page.ts";
import { invoicePdf } from "./pages/invoice-pdf.ts";
import { cardEntryOf } from "./read-card-entry.ts";
import { summarizeInvoice } from "./summarize-invoice.ts";

type Invoice = Wire<Stripe.Invoice>;

/** Shows an invoice that was issued, and takes a card to pay it with while it is open. */
export async function answerInvoicePage(
  parts: PageParts,
  account: Account,
  invoice: Invoice,
  form: FormData | null,
): Promise<Response> {
  if (invoice.status === "draft") return notFound(parts.merchantName);
  const isPayable = invoice.status === "open" && takesCards(invoice);
  if (form && isPayable) return takeCard(parts, account, invoice, form);
  const summary = summarizeInvoice(account, invoice, parts.merchantName);
  const kept = takeEntry(parts, pageAddresses.invoice("", invoice.id));
  const page = invoicePage({
    invoice: summary,
    pdfUrl: pageAddresses.invoicePdf("", invoice.id),
    payment: isPayable ? { submitLabel: `Pay ${summary.amount}`, ...kept } : null,
    bankDetails: invoice.status === "open" ? bankDetailsOf(account, invoice) : [],
  });
  return pageAnswer(page);
}

async function takeCard(parts: PageParts, account: Account, invoice: Invoice, form: FormData): Promise<Response> {
  const path = pageAddresses.invoice("", invoice.id);
  const { entry, isFilled } = cardEntryOf(form);
  const again = (errors: FieldErrors) => showAgain(parts, path, entry, errors);
  if (isFilled) return again({});
  const made = makeCard(account, entry, timeOf(account, invoice.customer), invoice.customer_email);
  if (made.errors) return again(made.errors);
  try {
    const how = { paymentMethod: made.paymentMethod, isOffSession: false, isScheduled: false };
    const { outcome, intent, error } = collectInvoice(account, invoice, how);
    if (outcome === "requires_action") return redirectTo(`/authenticate/${intent.id}`);
    if (outcome === "failed") return again({ form: error?.message ?? "Your card was declined." });
  } catch (error) {
    if (error instanceof StripeFailure) return again({ form: error.message });
    throw error;
  }
  return redirectAfterWebhooks(parts.simulator, path);
}

/** The same invoice as a file. Like Stripe's, it is of the invoice as it stands now. */
export function answerInvoicePdf({ merchantName }: PageParts, account: Account, invoice: Invoice): Response {
  if (invoice.status === "draft") return notFound(merchantName);
  const pdf = invoicePdf(summarizeInvoice(account, invoice, merchantName));
  return new Response(new Uint8Array(pdf), {
    headers: {
      "content-type": "application/pdf",
      "content-disposition": `attachment; filename="Invoice-${invoice.number ?? invoice.id}.pdf"`,
      "cache-control": "no-store",
    },
  });
}

function takesCards(invoice: Invoice): boolean {
  const types = invoice.payment_settings.payment_method_types;
  return types === null || types.includes("card");
}
