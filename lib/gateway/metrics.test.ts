import { expect, test } from "vitest";
import { createGatewayMetrics } from "./metrics.ts";

/** The lines of our own metrics that say something else than zero. */
async function linesOf(metrics: ReturnType<typeof createGatewayMetrics>, name: string): Promise<string[]> {
  const text = await metrics.text();
  return text.split("\n").filter((line) => line.startsWith(name));
}

test("requests are counted by route, outcome and status, and timed in seconds", async () => {
  const metrics = createGatewayMetrics();
  const ended = { route: "chat.completions", outcome: "succeeded", status: 200 } as const;
  metrics.requestEnded({ ...ended, durationMs: 40 });
  metrics.requestEnded({ ...ended, durationMs: 2_000 });
  metrics.requestEnded({ route: "responses", outcome: "failed", status: 403, durationMs: 1 });
  metrics.firstByte("chat.completions", 30);
  expect(await linesOf(metrics, "weir_requests_total")).toEqual([
    'weir_requests_total{route="chat.completions",outcome="succeeded",status="200"} 2',
    'weir_requests_total{route="responses",outcome="failed",status="403"} 1',
  ]);
  const durations = await linesOf(metrics, "weir_request_duration_seconds");
  expect(durations).toContain('weir_request_duration_seconds_sum{route="chat.completions"} 2.04');
  expect(durations).toContain('weir_request_duration_seconds_bucket{le="0.05",route="chat.completions"} 1');
  expect(durations).toContain('weir_request_duration_seconds_bucket{le="2",route="chat.completions"} 2');
  expect(await linesOf(metrics, "weir_first_byte_seconds_sum")).toEqual([
    'weir_first_byte_seconds_sum{route="chat.completions"} 0.03',
  ]);
});

test("admission, settlement, sweeping, losses, refusals and faults have figures of their own", async () => {
  const metrics = createGatewayMetrics();
  metrics.admitted(7, 3);
  metrics.settled(32, 5);
  metrics.settlementRetried();
  metrics.holdsSwept("released", 4);
  metrics.operatorLost("unbilled_stream", 1_500n);
  metrics.operatorLost("unbilled_stream", 500n);
  metrics.refused("plan_limit_exceeded");
  metrics.upstreamFaulted("timeout");
  for (const line of [
    "weir_admission_group_size_sum 7",
    "weir_admission_seconds_sum 0.003",
    "weir_settlement_group_size_sum 32",
    "weir_settlement_seconds_sum 0.005",
    "weir_settlement_retries_total 1",
    'weir_holds_swept_total{result="released"} 4',
    'weir_operator_loss_nanos_total{reason="unbilled_stream"} 2000',
    'weir_refusals_total{code="plan_limit_exceeded"} 1',
    'weir_upstream_faults_total{kind="timeout"} 1',
  ]) {
    expect((await metrics.text()).split("\n")).toContain(line);
  }
});

test("requests in flight are read when somebody looks, beside the figures of the process", async () => {
  const metrics = createGatewayMetrics();
  let inFlight = 3;
  metrics.watchRequestsInFlight(() => inFlight);
  expect(await metrics.text()).toMatch(/^weir_requests_in_flight 3$/m);
  inFlight = 1;
  const text = await metrics.text();
  expect(text).toMatch(/^weir_requests_in_flight 1$/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
  expect(text).toMatch(/^process_resident_memory_bytes \d/m);
});

test("registries are apart", async () => {
  const one = createGatewayMetrics();
  createGatewayMetrics().refused("bad_request");
  expect(await one.text()).not.toContain("bad_request");
});

test("a secret never becomes a label, and values without bound do not become labels without bound", async () => {
  const metrics = createGatewayMetrics();
  const secret = `rp_live_${"0123456789abcdef".repeat(4)}`;
  metrics.refused(secret);
  metrics.refused("Say what you like\n");
  metrics.refused(secret);
  for (let index = 0; index < 1_000; index += 1) metrics.upstreamFaulted(`fault_${index}`);
  metrics.upstreamFaulted("fault_0");
  expect(await metrics.text()).not.toContain("rp_live_");
  expect(await linesOf(metrics, "weir_refusals_total")).toEqual(['weir_refusals_total{code="other"} 3']);
  const faults = await linesOf(metrics, "weir_upstream_faults_total");
  expect(faults).toHaveLength(201);
  expect(faults).toContain('weir_upstream_faults_total{kind="fault_0"} 2');
  expect(faults).toContain('weir_upstream_faults_total{kind="other"} 800');
});

test("what cannot be measured is left out and fails nothing", async () => {
  const metrics = createGatewayMetrics();
  metrics.operatorLost("unbilled_stream", -5n);
  metrics.firstByte("chat.completions", Number.NaN);
  metrics.admitted(-1, Number.POSITIVE_INFINITY);
  const text = await metrics.text();
  expect(text).not.toContain("unbilled_stream");
  expect(text).not.toContain("chat.completions");
  expect(text).toMatch(/^weir_admission_group_size_count 0$/m);
});
