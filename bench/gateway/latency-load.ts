import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { spreadOf } from "#bench/measure.ts";
import { monotonicMs } from "#lib/platform/clock.ts";
import type { LoadPlan, LoadRequest, LoadResult } from "./load-plan.ts";

type Timing = { readonly startedMs: number; readonly firstByteMs: number; readonly wholeMs: number };

const plan: LoadPlan = JSON.parse(process.argv[2] ?? "");
if (!("seconds" in plan.length)) throw new Error("Latency is measured for some seconds.");
const agent = new Agent({ keepAlive: true, maxSockets: plan.connections });
const measuringFromMs = monotonicMs() + plan.warmUpSeconds * 1_000;
const measuredMs = plan.length.seconds * 1_000;
const statuses: Record<string, number> = {};
const timings: Timing[] = [];
let failureCount = 0;

await Promise.all(Array.from({ length: plan.connections }, (_, index) => keepAsking(index)));
agent.destroy();
const measured = timings.filter(({ startedMs }) => startedMs >= measuringFromMs);

process.send?.({
  completedCount: timings.length,
  statuses,
  failureCount,
  requestsPerSecond: (measured.length * 1_000) / measuredMs,
  firstByteP50Ms: spreadOf(measured.map(({ firstByteMs }) => firstByteMs)).median,
  wholeP50Ms: spreadOf(measured.map(({ wholeMs }) => wholeMs)).median,
  watchedShare: null,
  residentBytes: [],
} satisfies LoadResult);

/** One request after another until the time is over; the last one is waited for, so that nothing is left under way. */
async function keepAsking(index: number): Promise<void> {
  const start = Math.floor((index * plan.requests.length) / plan.connections);
  for (let count = start; monotonicMs() < measuringFromMs + measuredMs; count += 1) {
    const request = plan.requests[count % plan.requests.length];
    if (!request) throw new Error("There is nothing to send.");
    try {
      timings.push(await ask(request));
    } catch {
      failureCount += 1;
    }
  }
}

function ask({ headers, body }: LoadRequest): Promise<Timing> {
  return new Promise((resolve, reject) => {
    const startedMs = monotonicMs();
    const length = Buffer.byteLength(body);
    const sent = httpRequest(plan.url, { method: "POST", agent, headers: { ...headers, "content-length": length } });
    sent.once("error", reject);
    sent.once("response", (answer: IncomingMessage) => {
      const status = answer.statusCode ?? 0;
      statuses[status] = (statuses[status] ?? 0) + 1;
      let firstByteMs = Number.NaN;
      answer.once("data", () => {
        firstByteMs = monotonicMs() - startedMs;
      });
      answer.once("error", reject);
      answer.once("end", () => resolve({ startedMs, firstByteMs, wholeMs: monotonicMs() - startedMs }));
      answer.resume();
    });
    sent.end(body);
  });
}
