import { closePeriods } from "#lib/commands/close-periods.ts";
import { deliverWebhooks } from "#lib/commands/deliver-webhooks.ts";
import { digestFinishedUsage } from "#lib/commands/digest-finished-usage.ts";
import { endContracts } from "#lib/commands/end-contracts.ts";
import { ensureWebhook } from "#lib/commands/ensure-webhook.ts";
import { makeInvoiceFiles } from "#lib/commands/make-invoice-files.ts";
import { pollStripeEvents } from "#lib/commands/poll-stripe-events.ts";
import { queueMails } from "#lib/commands/queue-mails.ts";
import { reconcileUsage } from "#lib/commands/reconcile-usage.ts";
import { retryStripeEvents } from "#lib/commands/retry-stripe-events.ts";
import { runDunning } from "#lib/commands/run-dunning.ts";
import { sendMails } from "#lib/commands/send-mails.ts";
import { syncDueInvoices } from "#lib/commands/sync-due-invoices.ts";
import { warnOfContractEnds } from "#lib/commands/warn-of-contract-ends.ts";
import { warnOfExpiringCards } from "#lib/commands/warn-of-expiring-cards.ts";
import { warnOfPurchaseOrders } from "#lib/commands/warn-of-purchase-orders.ts";
import { ensureUsagePartitions } from "#lib/data/usage-partitions.ts";
import { runDueAutoTopUps } from "./auto-top-up-job.ts";
import type { Job } from "./job.ts";
import { reconcileAndTell } from "./seat-job.ts";
import { withStripe } from "./with-stripe.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Everything that is done in the background, in the order in which one may lead to the next: what is told comes last. */
export const BILLING_JOBS: readonly Job[] = [
  {
    name: "usage-partitions",
    everyMs: 12 * HOUR_MS,
    run: async ({ db }, now) => {
      await ensureUsagePartitions(db, now);
      return {};
    },
  },
  { name: "usage-digest", everyMs: MINUTE_MS, run: ({ db }, now) => digestFinishedUsage(db, now) },
  { name: "usage-reconciliation", everyMs: 5 * MINUTE_MS, run: ({ db }, now) => reconcileUsage(db, now) },
  {
    name: "webhook",
    everyMs: DAY_MS,
    run: withStripe(async (work) => ({ isReady: (await ensureWebhook(work)) === "unreachable" ? 0 : 1 })),
  },
  {
    name: "stripe-events",
    everyMs: MINUTE_MS,
    run: withStripe(async (work) => {
      const { processed, failed } = await pollStripeEvents(work);
      return { processed, failed };
    }),
  },
  { name: "stripe-events-again", everyMs: MINUTE_MS, run: withStripe(retryStripeEvents) },
  {
    name: "period-close",
    everyMs: 5 * MINUTE_MS,
    run: async ({ db, stripe }, now) => closePeriods({ db, stripe, now }),
  },
  { name: "auto-top-ups", everyMs: 10 * SECOND_MS, run: withStripe(runDueAutoTopUps) },
  { name: "seats", everyMs: DAY_MS, run: withStripe(reconcileAndTell) },
  { name: "due-invoices", everyMs: 10 * MINUTE_MS, run: withStripe(syncDueInvoices) },
  {
    name: "dunning",
    everyMs: MINUTE_MS,
    run: async ({ db }, now) => ({ noticesQueued: await runDunning(db, now) }),
  },
  {
    name: "expiring-cards",
    everyMs: DAY_MS,
    run: async ({ db }, now) => ({ noticesQueued: await warnOfExpiringCards(db, now) }),
  },
  {
    name: "purchase-orders",
    everyMs: DAY_MS,
    run: async ({ db }, now) => ({ noticesQueued: await warnOfPurchaseOrders(db, now) }),
  },
  {
    name: "contract-warnings",
    everyMs: DAY_MS,
    run: async ({ db }, now) => ({ noticesQueued: await warnOfContractEnds(db, now) }),
  },
  {
    name: "contract-ends",
    everyMs: HOUR_MS,
    run: async ({ db, stripe }, now) => ({ ...(await endContracts({ db, stripe, now })) }),
  },
  {
    name: "invoice-files",
    everyMs: MINUTE_MS,
    run: async ({ db }, now) => ({ filesMade: await makeInvoiceFiles(db, now) }),
  },
  {
    name: "mails",
    everyMs: 5 * SECOND_MS,
    run: async ({ db, env }, now) => {
      const messagesTurned = await queueMails(db, now);
      return { messagesTurned, mailsSent: await sendMails({ db, env, now }) };
    },
  },
  { name: "webhooks", everyMs: 5 * SECOND_MS, run: ({ db, env }, now) => deliverWebhooks({ db, env, now }) },
];
