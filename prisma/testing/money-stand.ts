import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { BillingWork } from "#lib/commands/billing-work.ts";
import { ensureWebhook } from "#lib/commands/ensure-webhook.ts";
import { receiveStripeEvent } from "#lib/commands/receive-stripe-event.ts";
import { startTopUp } from "#lib/commands/start-top-up.ts";
import type { Context } from "#lib/context.ts";
import type { Database } from "#lib/data/client.ts";
import { readCreditBalance } from "#lib/data/credit-entries.ts";
import { AppError, ERROR_STATUS } from "#lib/domain/errors.ts";
import { type ExactDollars, toExactDollars } from "#lib/domain/money.ts";
import { connectSimulator, type StripeConnection } from "#lib/stripe/connection.ts";
import { GOOD_CARD, type PageVisit, visitPage } from "#lib/stripe-simulator/checkout/testing/page-visit.ts";
import type { Account } from "#lib/stripe-simulator/core/account.ts";
import { type BilledWorkspace, openBilledWorkspace } from "./billed-workspace.ts";
import type { TestWorkspaceOptions } from "./create-test-workspace.ts";

const AUTH_SECRET = "a secret of the console under test, long enough";

/** A workspace without credits whose console Stripe's stand-in delivers its events to, over HTTP. */
export type MoneyStand = AsyncDisposable & {
  readonly billed: BilledWorkspace;
  readonly workspaceId: string;
  readonly stripe: StripeConnection;
  readonly account: Account;
  /** The settings that the webhook's secret is kept under. */
  readonly env: { readonly AUTH_SECRET: string; readonly APP_URL: string };
  ctx(): Context;
  /** What jobs are given. */
  work(): BillingWork;
  /** What the outside world does: banks, card holders, deliveries. */
  control(path: string, input?: object): Promise<unknown>;
  /** Sends all that is held or failed, and waits until it is delivered. */
  flush(): Promise<void>;
  /** Buys credits on Stripe's page. */
  buy(
    amount: string,
    method?: Record<string, string>,
  ): Promise<{ topUpId: string; page: PageVisit; sessionId: string }>;
  /** Buys a plan on Stripe's page; only events tell Weir of it. */
  subscribe(plan: "pro" | "team", seats?: number): Promise<void>;
  /** The balance, which the ledger must add up to. */
  balance(): Promise<ExactDollars>;
};

export async function openMoneyStand(
  db: Database,
  { now, ...options }: { now: Date } & Partial<TestWorkspaceOptions>,
): Promise<MoneyStand> {
  const billed = await openBilledWorkspace(db, { now, creditNanos: 0n, ...options });
  const { simulator, workspace } = billed;
  const stripe = connectSimulator(simulator.url, simulator.apiKey);
  const work = () => ({ db, stripe, now: simulator.clock.now(), requestId: null });
  const receiver = await startReceiver(work);
  const env = { AUTH_SECRET, APP_URL: receiver.url };
  await ensureWebhook(work(), env);
  const { workspaceId } = workspace;
  return {
    billed,
    workspaceId,
    stripe,
    account: simulator.simulator.accountOf(simulator.apiKey),
    env,
    ctx: billed.ctx,
    work,
    control: (path, input = {}) => postControl(simulator.url, path, input),
    flush: () => simulator.simulator.deliveries.flush(),
    buy: async (amount, method = GOOD_CARD) => {
      const { topUpId, url } = await startTopUp(billed.ctx(), { amount });
      const page = await (await visitPage(url)).submit(method);
      const topUp = await db.topUp.findUniqueOrThrow({ where: { workspaceId_topUpId: { workspaceId, topUpId } } });
      return { topUpId, page, sessionId: topUp.checkoutSessionId ?? "" };
    },
    subscribe: async (plan, seats) => {
      const accepted = await billed.accept(await billed.quote(plan, seats));
      if (accepted.outcome !== "checkout") throw new Error(`Not sent to a page: ${accepted.outcome}`);
      await (await visitPage(accepted.url)).submit(GOOD_CARD);
    },
    balance: async () => {
      const { balanceNanos, ledgerNanos } = await readCreditBalance(db, workspaceId);
      if (balanceNanos !== ledgerNanos) throw new Error(`The ledger says ${ledgerNanos}, the balance ${balanceNanos}`);
      return toExactDollars(balanceNanos);
    },
    [Symbol.asyncDispose]: async () => {
      await billed[Symbol.asyncDispose]();
      await receiver.close();
    },
  };
}

async function postControl(url: string, path: string, input: object): Promise<unknown> {
  const response = await fetch(`${url}/_control/${path}`, { method: "POST", body: JSON.stringify(input) });
  const answer = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

/** The console's webhook without the console. */
async function startReceiver(work: () => BillingWork) {
  const server = createServer(async (incoming, outgoing) => {
    let rawBody = "";
    for await (const part of incoming) rawBody += part;
    const signature = String(incoming.headers["stripe-signature"] ?? "");
    try {
      await receiveStripeEvent(work(), { rawBody, signature }, { AUTH_SECRET });
      outgoing.end("ok");
    } catch (error) {
      outgoing.statusCode = error instanceof AppError ? ERROR_STATUS[error.code] : 500;
      outgoing.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
