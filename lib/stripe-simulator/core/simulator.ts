import type { Clock } from "#lib/platform/clock.ts";
import { billing } from "#lib/stripe-simulator/billing/billing.ts";
import { checkout } from "#lib/stripe-simulator/checkout/checkout.ts";
import { payments } from "#lib/stripe-simulator/payments/payments.ts";
import type { Account, World } from "./account.ts";
import { answerRequest } from "./answer-request.ts";
import { deliverOverHttp } from "./deliver-over-http.ts";
import type { PlannedFault } from "./faults.ts";
import { IdempotencyKeys } from "./idempotency.ts";
import type { JournalEntry } from "./journal.ts";
import { RouteTable } from "./match-route.ts";
import { newAccount } from "./new-account.ts";
import { runDue } from "./run-due.ts";
import { restoreSnapshot, type Snapshot, takeSnapshot } from "./snapshot.ts";
import { type Deliver, type Deliveries, WebhookQueue } from "./webhook-queue.ts";

export type SimulatorSettings = {
  clock: Clock;
  /** Base URL of the hosted pages, without a slash at its end. */
  origin: string;
  /** How a webhook is posted: over HTTP, unless given. */
  deliver?: Deliver;
  /** What `snapshot()` gave before. */
  snapshot?: Snapshot;
};

export type Simulator = {
  readonly world: World;
  readonly deliveries: Deliveries;
  /** The last requests, the newest last. */
  readonly journal: JournalEntry[];
  /** Troubles for the next requests; taken off as they happen. */
  readonly faults: PlannedFault[];
  /** Answers a request to the API. Throws only where the answer shall be lost. */
  handle(request: Request): Promise<Response>;
  /** Does everything that is due by now, in every account. */
  runDue(): void;
  /** The whole state, ready for JSON. */
  snapshot(): Snapshot;
  /** The account of an API key, made when it is first used. */
  accountOf(key: string): Account;
  /** Forgets everything. */
  reset(): void;
};

/** A Stripe of its own, with its own clock. */
export function createSimulator({ clock, origin, deliver, snapshot }: SimulatorSettings): Simulator {
  const parts = [payments, billing, checkout];
  const routes = new RouteTable(parts.flatMap((part) => part.routes));
  const deliveries = new WebhookQueue(deliver ?? deliverOverHttp);
  const world: World = {
    clock,
    origin,
    accounts: new Map(),
    parts,
    queueWebhook: (account, event) => deliveries.queue(account, event),
  };
  deliveries.accounts = () => world.accounts.values();
  if (snapshot !== undefined) restoreSnapshot(world, snapshot);
  const accountOf = (key: string): Account => {
    const account = world.accounts.get(key) ?? newAccount(world, key);
    world.accounts.set(key, account);
    return account;
  };
  const journal: JournalEntry[] = [];
  const faults: PlannedFault[] = [];
  const desk = { routes, accountOf, keys: new IdempotencyKeys(), journal, faults };
  return {
    world,
    deliveries,
    journal,
    faults,
    accountOf,
    handle: async (request) => {
      const answer = await answerRequest(desk, request);
      if (answer === null) throw new TypeError("The answer was lost on its way, as planned.");
      return Response.json(answer.body, { status: answer.status, headers: answer.headers });
    },
    runDue: () => {
      for (const account of world.accounts.values()) runDue(account);
    },
    snapshot: () => takeSnapshot(world),
    reset: () => {
      world.accounts.clear();
      journal.length = 0;
      faults.length = 0;
    },
  };
}
