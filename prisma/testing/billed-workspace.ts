import type Stripe from "stripe";
import { acceptQuote } from "#lib/commands/accept-quote.ts";
import type { AcceptedQuote } from "#lib/commands/accepted-quote.ts";
import { quotePlanChange } from "#lib/commands/quote-plan-change.ts";
import { refreshBilling } from "#lib/commands/refresh-billing.ts";
import type { Context } from "#lib/context.ts";
import type { Database } from "#lib/data/client.ts";
import { findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import type { PlanId } from "#lib/domain/catalog/plans.ts";
import { includedInference } from "#lib/domain/included-inference.ts";
import { connectSimulator } from "#lib/stripe/connection.ts";
import { GOOD_CARD, visitPage } from "#lib/stripe-simulator/checkout/testing/page-visit.ts";
import type { PaymentOutcome } from "#lib/stripe-simulator/core/account.ts";
import { startTestSimulator, type TestSimulator } from "#lib/stripe-simulator/server/start-test-simulator.ts";
import { createTestWorkspace, type TestWorkspace, type TestWorkspaceOptions } from "./create-test-workspace.ts";
import { testContext } from "./test-context.ts";

/** A workspace on Starter with its owner, and Stripe's stand-in, which share one clock that a test moves. */
export type BilledWorkspace = AsyncDisposable & {
  readonly workspace: TestWorkspace;
  readonly simulator: TestSimulator;
  /** The owner's context at the present instant. */
  ctx(): Context;
  quote(plan: PlanId, seats?: number): Promise<string>;
  accept(quoteId: string): Promise<AcceptedQuote>;
  /** Buys a plan on Stripe's page and brings the workspace to it. */
  subscribe(plan: PlanId, seats?: number): Promise<void>;
  /** The invoices that Stripe issued, the newest first, in cents. */
  invoices(): Promise<Stripe.Invoice[]>;
  /** Lets the bank decide over the next payment. */
  planPayment(outcome: PaymentOutcome): void;
  /** What a webhook or the poller does. */
  sync(): Promise<void>;
  /** Moves the clock and brings the workspace to what Stripe did on the way. */
  advanceTo(date: Date): Promise<void>;
};

export async function openBilledWorkspace(
  db: Database,
  { now, ...options }: { now: Date } & Partial<TestWorkspaceOptions>,
): Promise<BilledWorkspace> {
  const simulator = await startTestSimulator({ at: now });
  const stripe = connectSimulator(simulator.url, simulator.apiKey);
  const plan = options.plan ?? "starter";
  const includedNanos = options.includedNanos ?? includedInference(plan, 1);
  const workspace = await createTestWorkspace(db, { ...options, now, plan, includedNanos });
  const ctx = () =>
    testContext(db, workspace, {
      userId: workspace.ownerId,
      role: "owner",
      plan,
      now: simulator.clock.now(),
      stripe,
    });
  const quote = async (to: PlanId, seats = 0) => (await quotePlanChange(ctx(), { plan: to, seats })).quoteId;
  const accept = (quoteId: string) => acceptQuote(ctx(), { quoteId });
  const sync = async () => {
    const { workspaceId } = workspace;
    const customerId = await findStripeCustomerId(db, workspaceId);
    if (!customerId) return;
    await refreshBilling(db, stripe, { customerId, now: simulator.clock.now(), requestId: null });
  };
  return {
    workspace,
    simulator,
    ctx,
    quote,
    accept,
    sync,
    invoices: async () => (await stripe.client.invoices.list({ limit: 100 })).data,
    planPayment: (outcome) => {
      simulator.simulator.accountOf(simulator.apiKey).nextOutcomes.push(outcome);
    },
    subscribe: async (to, seats) => {
      const accepted = await accept(await quote(to, seats));
      if (accepted.outcome !== "checkout") throw new Error(`Not sent to a page: ${accepted.outcome}`);
      const paid = await (await visitPage(accepted.url)).submit({ email: "buyer@example.test", ...GOOD_CARD });
      if (!paid.leftFor) throw new Error(`Not paid: ${paid.text}`);
      await sync();
    },
    advanceTo: async (date) => {
      await simulator.clock.advanceTo(date);
      await sync();
    },
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}
