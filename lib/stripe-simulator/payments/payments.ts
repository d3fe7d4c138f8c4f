import type Stripe from "stripe";
import type { Account, Part, Wire } from "#lib/stripe-simulator/core/account.ts";
import { listPage } from "#lib/stripe-simulator/core/list-page.ts";
import { dueDebits } from "./bank-debits.ts";
import { cashBalanceOf } from "./cash-balance.ts";
import { customerMoneyRoutes } from "./customer-money.ts";
import { customerRoutes } from "./customers.ts";
import { eventRoutes } from "./events.ts";
import { intentRoutes } from "./intents.ts";
import { paymentMethodRoutes } from "./payment-methods.ts";
import { priceRoutes } from "./prices.ts";
import { productRoutes } from "./products.ts";
import { refundRoutes } from "./refunds.ts";
import { setupIntentRoutes } from "./setup-intents.ts";
import { taxIdRoutes, taxIdsOf } from "./tax-ids.ts";
import { testClockRoutes } from "./test-clocks.ts";
import { webhookEndpointRoutes } from "./webhook-endpoints.ts";

type Customer = Wire<Stripe.Customer>;

/** What payments add to the core. */
export const payments: Part = {
  routes: [
    ...customerRoutes,
    ...customerMoneyRoutes,
    ...taxIdRoutes,
    ...productRoutes,
    ...priceRoutes,
    ...paymentMethodRoutes,
    ...setupIntentRoutes,
    ...intentRoutes,
    ...refundRoutes,
    ...eventRoutes,
    ...webhookEndpointRoutes,
    ...testClockRoutes,
  ],
  due: dueDebits,
  expansions: {
    customer: {
      tax_ids: (account: Account, { id }: Customer) =>
        listPage(taxIdsOf(account, id), undefined, `/v1/customers/${id}/tax_ids`),
      cash_balance: (account: Account, { id }: Customer) => cashBalanceOf(account, id),
    },
    charge: {
      refunds: (account: Account, { id }: Wire<Stripe.Charge>) =>
        listPage(
          [...account.tables.refunds.values()].filter(({ charge }) => charge === id),
          undefined,
          `/v1/charges/${id}/refunds`,
        ),
    },
  },
};
