import { realClock } from "#lib/platform/clock.ts";
import type { Account, EventObject } from "./account.ts";
import { API_VERSION } from "./api-version.ts";
import { find } from "./find.ts";
import { shuffled } from "./shuffled.ts";
import { signatureHeader } from "./signature.ts";

export type DeliveryMode = "deliver" | "hold" | "duplicate" | "shuffle" | "drop";

/** One POST to a webhook endpoint; gives the status that it answered with. */
export type Deliver = (delivery: { url: string; body: string; headers: Record<string, string> }) => Promise<number>;

export type Attempt = { eventId: string; type: string; url: string; status: number | null };

export type Deliveries = {
  /** deliver: in order. hold: kept until `flush`. duplicate: everything twice. shuffle: out of order. drop: never. */
  mode: DeliveryMode;
  /** Before each delivery. */
  delayMs: number;
  /** Every delivery that was tried; null where nothing answered. */
  readonly attempts: readonly Attempt[];
  /** Sends what is held or waits for another try, and waits until all is delivered. */
  flush(): Promise<void>;
  /** Sends one event again to every endpoint that wants it, whatever the mode. */
  resend(eventId: string): Promise<void>;
  /** Waits until nothing is on its way; what is held or waits for another try does not count. */
  idle(): Promise<void>;
  /** Gives up what waits for another try. */
  stop(): void;
};

type Job = { account: Account; endpointId: string; event: EventObject; tries: number };

/** Stripe tries for days; a stand-in is restarted before that. */
const RETRY_DELAYS_MS = [1_000, 5_000, 30_000, 120_000];
/** Long enough for the events of one request to come together. */
const SHUFFLE_WINDOW_MS = 25;
const KEPT_ATTEMPTS = 1_000;

/** Brings events to the webhook endpoints: in order for each endpoint, at least once, or as its mode says. */
export class WebhookQueue implements Deliveries {
  mode: DeliveryMode = "deliver";
  delayMs = 0;
  readonly attempts: Attempt[] = [];
  readonly #deliver: Deliver;
  readonly #chains = new Map<string, Promise<void>>();
  readonly #retries = new Map<Job, NodeJS.Timeout>();
  #held: Job[] = [];
  #shuffling: NodeJS.Timeout | null = null;

  constructor(deliver: Deliver) {
    this.#deliver = deliver;
  }

  /** Takes in a new event of an account. */
  queue(account: Account, event: EventObject): void {
    const jobs = jobsFor(account, event);
    event.pending_webhooks = jobs.length;
    if (this.mode === "drop") return;
    if (this.mode === "hold" || this.mode === "shuffle") this.#held.push(...jobs);
    else for (const job of this.mode === "duplicate" ? jobs.flatMap((job) => [job, { ...job }]) : jobs) this.#send(job);
    if (this.mode === "shuffle") this.#shuffleSoon();
  }

  async flush(): Promise<void> {
    this.#release();
    for (const [job, timer] of this.#retries) {
      clearTimeout(timer);
      this.#send(job);
    }
    this.#retries.clear();
    await this.idle();
  }

  async resend(eventId: string): Promise<void> {
    for (const { account, event } of this.#known(eventId)) for (const job of jobsFor(account, event)) this.#send(job);
    await this.idle();
  }

  async idle(): Promise<void> {
    while (this.#chains.size > 0 || this.#shuffling !== null) {
      await Promise.all(this.#chains.values());
      if (this.#shuffling !== null) this.#release();
    }
  }

  stop(): void {
    for (const timer of this.#retries.values()) clearTimeout(timer);
    this.#retries.clear();
  }

  /** Where events are looked up that are sent again; given by the simulator. */
  accounts: () => Iterable<Account> = () => [];

  #known(eventId: string): { account: Account; event: EventObject }[] {
    const account = [...this.accounts()].find(({ tables }) => tables.events.has(eventId));
    return [{ account: account as Account, event: find(account?.tables.events ?? new Map(), "event", eventId) }];
  }

  #shuffleSoon(): void {
    this.#shuffling ??= setTimeout(() => this.#release(), Math.max(this.delayMs, SHUFFLE_WINDOW_MS)).unref();
  }

  #release(): void {
    const jobs = this.#shuffling === null ? this.#held : shuffled(this.#held);
    if (this.#shuffling !== null) clearTimeout(this.#shuffling);
    this.#shuffling = null;
    this.#held = [];
    for (const job of jobs) this.#send(job);
  }

  #send(job: Job): void {
    const before = this.#chains.get(job.endpointId) ?? Promise.resolve();
    const chain: Promise<void> = before
      .then(() => this.#attempt(job))
      .finally(() => {
        if (this.#chains.get(job.endpointId) === chain) this.#chains.delete(job.endpointId);
      });
    this.#chains.set(job.endpointId, chain);
  }

  async #attempt(job: Job): Promise<void> {
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    const endpoint = job.account.tables.webhookEndpoints.get(job.endpointId);
    if (endpoint === undefined || endpoint.status !== "enabled") return;
    const body = JSON.stringify({ ...job.event, api_version: endpoint.api_version ?? API_VERSION });
    // The receiver checks the age of a signature by the real time, however far ahead the simulated time is.
    const atSeconds = Math.floor(realClock.now().getTime() / 1000);
    const headers = {
      "content-type": "application/json; charset=utf-8",
      "user-agent": "Stripe/1.0 (simulator)",
      "stripe-signature": signatureHeader(body, endpoint.secret ?? "", atSeconds),
    };
    const status = await this.#deliver({ url: endpoint.url, body, headers }).catch(() => null);
    this.attempts.push({ eventId: job.event.id, type: job.event.type, url: endpoint.url, status });
    if (this.attempts.length > KEPT_ATTEMPTS) this.attempts.shift();
    if (status !== null && status >= 200 && status < 300) {
      job.event.pending_webhooks = Math.max(0, job.event.pending_webhooks - 1);
    } else {
      this.#tryAgainLater(job);
    }
  }

  #tryAgainLater(job: Job): void {
    const waitMs = RETRY_DELAYS_MS[job.tries];
    if (waitMs === undefined) return;
    const next = { ...job, tries: job.tries + 1 };
    const timer = setTimeout(() => {
      this.#retries.delete(next);
      this.#send(next);
    }, waitMs).unref();
    this.#retries.set(next, timer);
  }
}

function jobsFor(account: Account, event: EventObject): Job[] {
  return [...account.tables.webhookEndpoints.values()]
    .filter(({ status, enabled_events }) => {
      return (
        status === "enabled" && (enabled_events.includes("*") || (enabled_events as string[]).includes(event.type))
      );
    })
    .map(({ id }) => ({ account, endpointId: id, event, tries: 0 }));
}
