import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { StripeFailure } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import { callApi } from "./call-api.ts";
import { describeMethod } from "./describe-method.ts";
import { makeCard } from "./make-payment-method.ts";
import { pageAddresses } from "./page-addresses.ts";
import { notFound, type PageParts, pageAnswer, redirectAfterWebhooks, showAgain, takeEntry } from "./page-answer.ts";
import type { CardEntry, FieldErrors } from "./pages/card-fields.ts";
import { formatAmount } from "./pages/format-amount.ts";
import { formatDay } from "./pages/format-day.ts";
import { type PortalInvoice, portalPage } from "./pages/portal-page.ts";
import { cardEntryOf, textOf } from "./read-card-entry.ts";

type Customer = Wire<Stripe.Customer>;
type PortalSession = Wire<Stripe.BillingPortal.Session>;

/** Shows a customer's cards and invoices, and changes which card is charged. */
export async function answerPortalPage(
  parts: PageParts,
  account: Account,
  session: PortalSession,
  form: FormData | null,
): Promise<Response> {
  const { merchantName } = parts;
  const customer = account.tables.customers.get(session.customer);
  if (!customer) return notFound(merchantName);
  const features = account.tables.portalConfigurations.get(String(session.configuration))?.features;
  const mayChangeCards = features?.payment_method_update.enabled ?? true;
  const path = pageAddresses.portal("", session.id);
  if (form) {
    const { entry, isFilled } = cardEntryOf(form);
    const errors = isFilled || !mayChangeCards ? {} : changeCards(account, customer, form, entry);
    return errors ? showAgain(parts, path, entry, errors) : redirectAfterWebhooks(parts.simulator, path);
  }
  const page = portalPage({
    merchantName,
    customerName: customer.name ?? customer.email ?? "your workspace",
    returnUrl: session.return_url,
    cards: cardsOf(account, customer),
    invoices: features?.invoice_history.enabled === false ? [] : invoicesOf(account, customer),
    mayChangeCards,
    ...takeEntry(parts, path),
  });
  return pageAnswer(page);
}

/** Does what a button asks for; what is wrong with it, or null. */
function changeCards(account: Account, customer: Customer, form: FormData, entry: CardEntry): FieldErrors | null {
  const id = textOf(form, "paymentMethod");
  const action = textOf(form, "action");
  try {
    if (action === "add") {
      const made = makeCard(account, entry, timeOf(account, customer.id), customer.email);
      if (made.errors) return made.errors;
      callApi(account, "POST", `/v1/payment_methods/${made.paymentMethod}/attach`, { customer: customer.id });
      makeDefault(account, customer, made.paymentMethod);
    }
    if (cardsOf(account, customer).some((card) => card.id === id)) {
      if (action === "make-default") makeDefault(account, customer, id);
      if (action === "remove") callApi(account, "POST", `/v1/payment_methods/${id}/detach`);
    }
    return null;
  } catch (error) {
    if (error instanceof StripeFailure) return { form: error.message };
    throw error;
  }
}

function makeDefault(account: Account, customer: Customer, paymentMethod: string): void {
  callApi(account, "POST", `/v1/customers/${customer.id}`, {
    invoice_settings: { default_payment_method: paymentMethod },
  });
}

function cardsOf(account: Account, customer: Customer) {
  return [...account.tables.paymentMethods.values()]
    .filter((method) => method.customer === customer.id)
    .map((method) => ({
      id: method.id,
      label: describeMethod(method),
      isDefault: customer.invoice_settings.default_payment_method === method.id,
    }));
}

function invoicesOf(account: Account, customer: Customer): PortalInvoice[] {
  return [...account.tables.invoices.values()]
    .filter((invoice) => invoice.customer === customer.id && invoice.status !== "draft")
    .reverse()
    .map((invoice) => ({
      number: invoice.number ?? invoice.id,
      day: formatDay(invoice.effective_at ?? invoice.created),
      status: invoice.status ?? "",
      amount: formatAmount(invoice.total, invoice.currency),
      pageUrl: invoice.hosted_invoice_url ?? null,
      pdfUrl: invoice.invoice_pdf ?? null,
    }));
}
