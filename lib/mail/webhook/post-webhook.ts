import { promises as dns, type LookupAddress } from "node:dns";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isPublicAddress } from "./is-public-address.ts";

export const WEBHOOK_TIMEOUT_MS = 5_000;
const SECOND_MS = 1_000;

export type WebhookCall = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** `error` in words for whoever set the webhook up; null when it was delivered. */
export type WebhookAnswer = { readonly status: number | null; readonly error: string | null };

/** The same for a private name and for none: otherwise a webhook would tell which names exist inside. */
const NO_PUBLIC_ADDRESS = "The name could not be resolved to a public address, so it is not called.";

/** Where calls may go. There is no setting for it: only code that is given another one, as a test's is, goes elsewhere. */
export type WebhookReach = {
  readonly protocols: readonly string[];
  readonly isAddressAllowed: (address: string) => boolean;
};

const PUBLIC_REACH: WebhookReach = { protocols: ["https:"], isAddressAllowed: isPublicAddress };

/**
 * Posts to a webhook within 5 s. The name is resolved once, every address of it must be public, and exactly the one that
 * was looked at is connected to, so that a name that changes meanwhile leads nowhere else. Redirects are not followed,
 * and of the answer only the status is read.
 */
export async function postWebhook(call: WebhookCall, reach: WebhookReach = PUBLIC_REACH): Promise<WebhookAnswer> {
  const url = URL.parse(call.url);
  if (!url || !reach.protocols.includes(url.protocol)) return refused("The address is not https, so it is not called.");
  const deadline = AbortSignal.timeout(WEBHOOK_TIMEOUT_MS);
  try {
    const addresses = await resolve(url.hostname.replace(/^\[|\]$/g, ""), deadline);
    const [pinned] = addresses;
    if (!pinned || !addresses.every(({ address }) => reach.isAddressAllowed(address)))
      return refused(NO_PUBLIC_ADDRESS);
    return answered(await send(call, url, pinned, deadline));
  } catch (error) {
    return refused(failureText(error, deadline));
  }
}

function refused(error: string): WebhookAnswer {
  return { status: null, error };
}

function answered(status: number): WebhookAnswer {
  if (status >= 200 && status < 300) return { status, error: null };
  if (status >= 300 && status < 400) return { status, error: `Answered ${status}. Redirects are not followed.` };
  return { status, error: `Answered ${status}. Any answer from 200 to 299 counts as received.` };
}

/** Name servers may be slow, and a lookup cannot be called off. A name that cannot be resolved leads to no address. */
async function resolve(host: string, deadline: AbortSignal): Promise<LookupAddress[]> {
  return Promise.race([
    dns.lookup(host, { all: true, verbatim: true }).catch(() => []),
    new Promise<never>((_, reject) =>
      deadline.addEventListener("abort", () => reject(deadline.reason), { once: true }),
    ),
  ]);
}

function send(call: WebhookCall, url: URL, pinned: LookupAddress, deadline: AbortSignal): Promise<number> {
  const { address, family } = pinned;
  const lookup: LookupFunction = (_host, { all }, done) => (all ? done(null, [pinned]) : done(null, address, family));
  const open = url.protocol === "https:" ? requestHttps : requestHttp;
  const body = Buffer.from(call.body);
  const headers = { ...call.headers, "content-type": "application/json", "content-length": String(body.length) };
  const name = isIP(url.hostname) ? {} : { servername: url.hostname };
  return new Promise((done, fail) => {
    const request = open(url, { method: "POST", headers, agent: false, lookup, signal: deadline, ...name });
    request.on("error", fail);
    request.on("response", (response) => {
      done(response.statusCode ?? 0);
      response.destroy();
    });
    request.end(body);
  });
}

const FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "The connection was refused.",
  ECONNRESET: "The connection was closed before an answer.",
};

/** The error's code at most, never its text. */
function failureText(error: unknown, deadline: AbortSignal): string {
  if (deadline.aborted) return `No answer within ${WEBHOOK_TIMEOUT_MS / SECOND_MS} s.`;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return FAILURES[code] ?? (code === "" ? "The call failed." : `The call failed: ${code}.`);
}
