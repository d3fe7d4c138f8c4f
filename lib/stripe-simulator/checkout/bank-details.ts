import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { callApi } from "./call-api.ts";
import type { Fact } from "./pages/fact-list.ts";

/** Where a bank transfer for an invoice is to go; empty where the invoice takes none. */
export function bankDetailsOf(account: Account, invoice: Wire<Stripe.Invoice>): Fact[] {
  if (!invoice.payment_settings.payment_method_types?.includes("customer_balance")) return [];
  const path = `/v1/customers/${invoice.customer}/funding_instructions`;
  const { bank_transfer } = callApi<Wire<Stripe.FundingInstructions>>(account, "POST", path, {
    bank_transfer: { type: "us_bank_transfer" },
    currency: invoice.currency,
    funding_type: "bank_transfer",
  });
  const aba = bank_transfer.financial_addresses.find((address) => address.aba)?.aba;
  if (!aba) return [];
  return [
    { label: "Bank", value: aba.bank_name },
    { label: "Account holder", value: aba.account_holder_name },
    { label: "Routing number", value: aba.routing_number },
    { label: "Account number", value: aba.account_number },
    { label: "Reference", value: invoice.number ?? invoice.id },
  ];
}
