import { createHash } from "node:crypto";
import type Stripe from "stripe";
import type { Account, Wire } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { listPage } from "#lib/stripe-simulator/core/list-page.ts";
import { mergeMetadata } from "#lib/stripe-simulator/core/metadata.ts";
import { route } from "#lib/stripe-simulator/core/route.ts";
import { invalidRequest } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { cashBalanceOf, fundCash } from "./cash-balance.ts";
import { moveBalance } from "./move-balance.ts";

type Customer = Wire<Stripe.Customer>;
type FundCashParams = NonNullable<Parameters<Stripe["testHelpers"]["customers"]["fundCashBalance"]>[1]>;

const BANK_ADDRESS: Wire<Stripe.Address> = {
  city: "San Francisco",
  country: "US",
  line1: "1 Simulated Street",
  line2: null,
  postal_code: "94103",
  state: "CA",
};

export const customerMoneyRoutes = [
  route<Stripe.CustomerCreateBalanceTransactionParams>(
    "POST",
    "/v1/customers/{id}/balance_transactions",
    ({ account, path, params: { amount, currency, description, metadata } }) =>
      moveBalance(account, customerOf(account, path).id, amount, "adjustment", {
        currency,
        metadata: mergeMetadata({}, metadata),
        ...(description ? { description } : {}),
      }),
  ),
  route<Stripe.CustomerListBalanceTransactionsParams>(
    "GET",
    "/v1/customers/{id}/balance_transactions",
    ({ account, path, params, url }) => {
      const { id } = customerOf(account, path);
      const rows = [...account.tables.balanceTransactions.values()].filter(({ customer }) => customer === id);
      return listPage(
        rows.filter((row) => !params.invoice || row.invoice === params.invoice),
        params,
        url,
      );
    },
  ),
  route<Stripe.CustomerRetrieveCashBalanceParams>("GET", "/v1/customers/{id}/cash_balance", ({ account, path }) =>
    cashBalanceOf(account, customerOf(account, path).id),
  ),
  route<Stripe.CustomerListCashBalanceTransactionsParams>(
    "GET",
    "/v1/customers/{id}/cash_balance_transactions",
    ({ account, path, params, url }) => {
      const { id } = customerOf(account, path);
      const rows = [...account.tables.cashBalanceTransactions.values()].filter(({ customer }) => customer === id);
      return listPage(rows, params, url);
    },
  ),
  route<Stripe.CustomerCreateFundingInstructionsParams>(
    "POST",
    "/v1/customers/{id}/funding_instructions",
    ({ account, path, params }) => {
      if (params.bank_transfer.type !== "us_bank_transfer" || params.currency !== "usd") {
        throw invalidRequest("The simulator does bank transfers in US dollars only.", { param: "bank_transfer[type]" });
      }
      return fundingInstructions(customerOf(account, path));
    },
  ),
  route<FundCashParams>(
    "POST",
    "/v1/test_helpers/customers/{id}/fund_cash_balance",
    ({ account, path, params: { amount, currency, reference } }) => {
      if (amount < 1) throw invalidRequest("This value must be greater than or equal to 1.", { param: "amount" });
      return fundCash(account, customerOf(account, path).id, { amount, currency, reference: reference ?? null });
    },
  ),
];

/** Where a customer's bank transfers go: an account number of its own, the same each time. */
export function fundingInstructions({ id }: Customer): Wire<Stripe.FundingInstructions> {
  const digits = BigInt(`0x${createHash("sha256").update(id).digest("hex").slice(0, 12)}`);
  const account_number = String(digits % 10n ** 12n).padStart(12, "0");
  return {
    object: "funding_instructions",
    bank_transfer: {
      country: "US",
      financial_addresses: [
        {
          type: "aba",
          supported_networks: ["ach", "domestic_wire_us"],
          aba: {
            account_holder_address: BANK_ADDRESS,
            account_holder_name: "Simulated account",
            account_number,
            account_type: "checking",
            bank_address: BANK_ADDRESS,
            bank_name: "STRIPE TEST BANK",
            routing_number: "999999999",
          },
        },
      ],
      // The SDK names only two of the kinds that its own comment lists.
      type: "us_bank_transfer" as Wire<Stripe.FundingInstructions.BankTransfer>["type"],
    },
    currency: "usd",
    funding_type: "bank_transfer",
    livemode: false,
  };
}

function customerOf(account: Account, path: Readonly<Record<string, string>>): Customer {
  return find(account.tables.customers, "customer", path.id ?? "");
}
