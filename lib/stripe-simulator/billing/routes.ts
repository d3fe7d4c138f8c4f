import type { Route } from "#lib/stripe-simulator/core/account.ts";
import { creditNoteRoutes } from "./credit-note-routes.ts";
import { invoiceItemRoutes } from "./invoice-item-routes.ts";
import { invoicePaymentRoutes } from "./invoice-payment-routes.ts";
import { invoiceRoutes } from "./invoice-routes.ts";
import { scheduleRoutes } from "./schedule-routes.ts";
import { subscriptionRoutes } from "./subscription-routes.ts";

export const billingRoutes: readonly Route[] = [
  ...subscriptionRoutes,
  ...scheduleRoutes,
  ...invoiceRoutes,
  ...invoiceItemRoutes,
  ...invoicePaymentRoutes,
  ...creditNoteRoutes,
];
