import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { find } from "#lib/stripe-simulator/core/find.ts";
import { invalidRequest, parameterMissing } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { timeOf } from "#lib/stripe-simulator/core/time-of.ts";
import type { LineItem, SessionParams } from "./session-notes.ts";

const SHORTEST_SECONDS = 30 * 60;
export const LONGEST_SECONDS = 24 * 60 * 60;
const SMALLEST_PAYMENT_CENTS = 50;

/** What would change what happens, and is not simulated. Saying so beats taking it in silence. */
const NOT_SIMULATED = [
  "after_expiration",
  "consent_collection",
  "custom_fields",
  "discounts",
  "optional_items",
  "payment_method_configuration",
  "return_url",
  "shipping_address_collection",
  "shipping_options",
] as const;

/** Parameters that belong to one mode alone. */
const MODE_OF_PARAM = {
  invoice_creation: "payment",
  payment_intent_data: "payment",
  setup_intent_data: "setup",
  subscription_data: "subscription",
} as const;

/** Refuses, in Stripe's words, what no session can be made of. @throws StripeFailure */
export function checkSessionParams(account: Account, params: SessionParams): void {
  if (params.mode === undefined) throw parameterMissing("mode");
  if (params.success_url === undefined) throw parameterMissing("success_url");
  checkUrl(params.success_url.replace("{CHECKOUT_SESSION_ID}", "id"), "success_url");
  if (params.cancel_url !== undefined) checkUrl(params.cancel_url, "cancel_url");
  checkSimulated(params);
  checkMode(params);
  checkCustomer(account, params);
  checkExpiry(account, params);
}

/** Refuses what a session of this mode cannot sell. @throws StripeFailure */
export function checkLineItems(mode: string, items: readonly LineItem[]): void {
  if (new Set(items.map((item) => item.currency)).size > 1) {
    throw invalidRequest("All line items must have the same currency.", { param: "line_items" });
  }
  const isRecurring = (item: LineItem) => item.price?.recurring != null;
  if (mode === "payment" && items.some(isRecurring)) {
    throw invalidRequest(
      "You must provide at least one recurring price in `subscription` mode when using prices; you specified `payment` mode but passed a recurring price.",
      { param: "line_items" },
    );
  }
  if (mode === "subscription" && !items.every(isRecurring)) {
    throw invalidRequest("The simulator's checkout of a subscription takes recurring prices only.", {
      param: "line_items",
    });
  }
  const total = items.reduce((sum, item) => sum + item.amount_total, 0);
  if (mode === "payment" && total > 0 && total < SMALLEST_PAYMENT_CENTS) {
    throw invalidRequest("The Checkout Session's total amount due must add up to at least $0.50 usd.", {
      code: "amount_too_small",
    });
  }
}

function checkUrl(text: string, param: string): void {
  const url = URL.parse(text);
  if (url?.protocol === "http:" || url?.protocol === "https:") return;
  throw invalidRequest("Not a valid URL", { code: "url_invalid", param });
}

function checkSimulated(params: SessionParams): void {
  const refused = [
    ...NOT_SIMULATED.filter((name) => params[name] !== undefined),
    ...(params.automatic_tax?.enabled ? ["automatic_tax"] : []),
    ...(params.tax_id_collection?.enabled ? ["tax_id_collection"] : []),
  ][0];
  if (refused) throw invalidRequest(`The simulator's checkout does not have ${refused}.`, { param: refused });
  if ((params.ui_mode ?? "hosted_page") !== "hosted_page") {
    throw invalidRequest("The simulator's checkout is a hosted page only.", { param: "ui_mode" });
  }
  const data = params.subscription_data;
  if (data?.trial_end !== undefined || data?.trial_period_days !== undefined) {
    throw invalidRequest("The simulator's checkout does not have trials.", { param: "subscription_data" });
  }
}

function checkMode(params: SessionParams): void {
  for (const [param, mode] of Object.entries(MODE_OF_PARAM)) {
    if (params[param as keyof typeof MODE_OF_PARAM] === undefined || params.mode === mode) continue;
    throw invalidRequest(`You can not pass \`${param}\` in \`${params.mode}\` mode.`, { param });
  }
  const hasItems = (params.line_items?.length ?? 0) > 0;
  if (params.mode === "setup" && hasItems) {
    throw invalidRequest("You can not pass `line_items` in `setup` mode.", { param: "line_items" });
  }
  if (params.mode !== "setup" && !hasItems) throw parameterMissing("line_items");
}

function checkCustomer(account: Account, params: SessionParams): void {
  if (params.customer === undefined) return;
  find(account.tables.customers, "customer", params.customer, "customer");
  for (const param of ["customer_email", "customer_creation"] as const) {
    if (params[param] === undefined) continue;
    throw invalidRequest(`You may only specify one of these parameters: customer, ${param}.`, { param });
  }
}

function checkExpiry(account: Account, params: SessionParams): void {
  if (params.expires_at === undefined) return;
  const aheadSeconds = params.expires_at - timeOf(account, params.customer);
  if (aheadSeconds >= SHORTEST_SECONDS && aheadSeconds <= LONGEST_SECONDS) return;
  throw invalidRequest(
    "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours after Checkout Session creation.",
    { param: "expires_at" },
  );
}
