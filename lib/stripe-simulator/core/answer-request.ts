import { createHash } from "node:crypto";
import type { Account } from "./account.ts";
import { accountKeyOf } from "./account-key-of.ts";
import { API_VERSION } from "./api-version.ts";
import { checkParams } from "./check-params.ts";
import { expand } from "./expand.ts";
import { type Fault, type PlannedFault, takeFault } from "./faults.ts";
import { newId } from "./id.ts";
import type { IdempotencyKeys } from "./idempotency.ts";
import { type JournalEntry, record, withoutNumbers } from "./journal.ts";
import type { RouteTable } from "./match-route.ts";
import { type Form, type FormValue, listOf, parseForm } from "./parse-form.ts";
import { runDue } from "./run-due.ts";
import { invalidRequest, StripeFailure } from "./stripe-failure.ts";

export type Answer = { status: number; body: unknown; headers: Record<string, string> };

/** What answering needs of the simulator. */
export type Desk = {
  routes: RouteTable;
  accountOf: (key: string) => Account;
  keys: IdempotencyKeys;
  journal: JournalEntry[];
  faults: PlannedFault[];
};

type Asked = { id: string; method: string; path: string; text: string; form: Form; idempotencyKey: string | null };

/** Answers one request to the API, always in Stripe's own shapes. Null stands for an answer that is lost on its way. */
export async function answerRequest(desk: Desk, request: Request): Promise<Answer | null> {
  const asked = await read(request);
  const headers = { "request-id": asked.id, "stripe-version": API_VERSION };
  let accountId: string | null = null;
  let answer: Answer;
  const fault = takeFault(desk.faults, asked.method, asked.path);
  try {
    const account = desk.accountOf(accountKeyOf(request));
    checkVersion(request.headers.get("stripe-version"));
    accountId = account.id;
    answer = await answerOnce(desk, account, asked, fault);
  } catch (error) {
    answer = answerOfError(error);
  }
  record(desk.journal, {
    requestId: asked.id,
    accountId,
    method: asked.method,
    path: asked.path,
    params: withoutNumbers(asked.form),
    idempotencyKey: asked.idempotencyKey,
    status: answer.status,
    isReplay: answer.headers["idempotent-replayed"] === "true",
  });
  return fault?.kind === "lost" ? null : { ...answer, headers: { ...headers, ...answer.headers } };
}

async function read(request: Request): Promise<Asked> {
  const url = new URL(request.url);
  const body = request.method === "POST" ? await request.text() : "";
  const text = request.method === "POST" ? body : url.search.slice(1);
  return {
    id: newId("req", 14),
    method: request.method,
    path: url.pathname,
    text,
    form: parseForm(text),
    idempotencyKey: request.method === "POST" ? request.headers.get("idempotency-key") : null,
  };
}

/** An SDK of another version would read other things into the answers. */
function checkVersion(version: string | null): void {
  if (version === null || version === API_VERSION) return;
  throw invalidRequest(`The simulator speaks version ${API_VERSION} of the API only, and was asked for ${version}.`);
}

/** Answers from what is kept for the idempotency key, or else does the request and keeps the answer. */
async function answerOnce(desk: Desk, account: Account, asked: Asked, fault: Fault | null): Promise<Answer> {
  if (fault?.kind === "refused") return answerOfError(refused(fault.status));
  const key = asked.idempotencyKey;
  if (key === null) return await perform(desk, account, asked, fault);
  // A digest: what was sent may hold the number of a card.
  const fingerprint = createHash("sha256").update(`${asked.method} ${asked.path} ${asked.text}`).digest("base64");
  const kept = desk.keys.kept(account, key, fingerprint);
  if (kept !== null) {
    const headers = { "idempotent-replayed": "true", "original-request": kept.requestId, "idempotency-key": key };
    return { status: kept.status, body: kept.body, headers };
  }
  desk.keys.begin(account, key);
  try {
    const answer = await perform(desk, account, asked, fault);
    if (mustBeKept(answer)) {
      desk.keys.keep(account, key, { fingerprint, requestId: asked.id, status: answer.status, body: answer.body });
    }
    return { ...answer, headers: { ...answer.headers, "idempotency-key": key, "original-request": asked.id } };
  } finally {
    desk.keys.end(account, key);
  }
}

async function perform(desk: Desk, account: Account, asked: Asked, fault: Fault | null): Promise<Answer> {
  if (fault?.kind === "slow") await new Promise((resolve) => setTimeout(resolve, fault.waitMs));
  runDue(account);
  account.request = { id: asked.id, idempotencyKey: asked.idempotencyKey };
  try {
    return { status: 200, body: run(desk, account, asked), headers: {} };
  } catch (error) {
    return answerOfError(error);
  } finally {
    account.request = null;
  }
}

function run(desk: Desk, account: Account, asked: Asked): unknown {
  const match = desk.routes.match(asked.method, asked.path);
  if (match === null) {
    throw new StripeFailure(404, {
      type: "invalid_request_error",
      message: `Unrecognized request URL (${asked.method}: ${asked.path}).`,
    });
  }
  const { expand: paths, ...form } = asked.form;
  const params = checkParams(`${match.route.method} ${match.route.path}`, form);
  return expand(account, match.route.run({ account, path: match.path, params, url: asked.path }), pathsOf(paths));
}

function pathsOf(paths: FormValue | undefined): string[] {
  return (listOf(paths) ?? []).filter((path) => typeof path === "string");
}

/** What did not get past validation may be tried again under the same key. */
function mustBeKept({ status, body }: Answer): boolean {
  const { error } = body as { error?: { type?: string } };
  return status === 200 || error?.type !== "invalid_request_error";
}

function refused(status: 429 | 500 | 502 | 503): StripeFailure {
  return new StripeFailure(status, {
    type: status === 429 ? "invalid_request_error" : "api_error",
    message: `The simulator was told to refuse this request with ${status}.`,
    ...(status === 429 ? { code: "rate_limit" } : {}),
  });
}

function answerOfError(error: unknown): Answer {
  if (error instanceof StripeFailure) return { status: error.status, body: { error: error.body }, headers: {} };
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    status: 500,
    body: { error: { type: "api_error", message: `The simulator has a bug: ${trace}` } },
    headers: { "stripe-should-retry": "false" },
  };
}
