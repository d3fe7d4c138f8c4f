import { setTimeout as delay } from "node:timers/promises";
import type { Simulator } from "#lib/stripe-simulator/core/simulator.ts";
import type { CardEntry, FieldErrors } from "./pages/card-fields.ts";
import type { PaymentChoice } from "./pages/checkout-page.ts";
import { messagePage } from "./pages/message-page.ts";
import { EMPTY_CARD } from "./read-card-entry.ts";

export type PageParts = {
  readonly simulator: Simulator;
  readonly merchantName: string;
  /**
   * What was entered and has to be shown once more, by the page's path. In memory alone: whoever enters a real card by
   * mistake does not find it in the state file.
   */
  readonly entries: Map<string, PageEntry>;
};

export type PageEntry = {
  readonly entry: CardEntry & { readonly email?: string; readonly method?: PaymentChoice };
  readonly errors: FieldErrors;
};

const LONGEST_WAIT_MS = 10_000;

/** Pages run no scripts and load nothing; only their own style is let in. */
const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'",
  "referrer-policy": "no-referrer",
};

export function pageAnswer(page: string, status = 200): Response {
  return new Response(page, { status, headers: HEADERS });
}

export function notFound(merchantName: string): Response {
  const text = "This page does not exist, or not any more. The simulator forgets its pages when it is reset.";
  return pageAnswer(messagePage({ merchantName, title: "Page not found", text, link: null }), 404);
}

/** Shows a page's form again, by a redirect: so going back in a browser never sends a form once more. */
export function showAgain(
  { entries }: PageParts,
  path: string,
  entry: PageEntry["entry"],
  errors: FieldErrors,
): Response {
  entries.set(path, { entry, errors });
  return redirectTo(path);
}

/** What a page's form is to show: what was entered last, once, or nothing. */
export function takeEntry({ entries }: PageParts, path: string): PageEntry {
  const kept = entries.get(path) ?? { entry: EMPTY_CARD, errors: {} };
  entries.delete(path);
  return kept;
}

/** Sends a browser on to an address with a GET. */
export function redirectTo(location: string): Response {
  return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
}

/**
 * Sends a browser on once the webhooks are delivered, as Stripe does, or after 10 s. While webhooks are held it is sent
 * on at once: that is the race between the two.
 */
export async function redirectAfterWebhooks({ deliveries }: Simulator, location: string): Promise<Response> {
  if (deliveries.mode !== "hold") {
    const waiting = new AbortController();
    await Promise.race([
      deliveries.idle(),
      delay(LONGEST_WAIT_MS, undefined, { signal: waiting.signal }).catch(() => undefined),
    ]);
    waiting.abort();
  }
  return redirectTo(location);
}
