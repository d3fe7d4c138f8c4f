import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Outcome } from "#lib/domain/usage/usage-event.ts";
import { createLabelled, type LabelValue } from "./metric-labels.ts";

const LATENCY_SECONDS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 120, 300, 600];
const DATABASE_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const GROUP_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/**
 * What operators may watch. No workspace, key or model is a label: they are private, and without bound.
 * No method throws, so that none can fail a request. Durations are in milliseconds, as measured by `monotonicMs`.
 */
export type GatewayMetrics = {
  /** A request has ended, with the status its caller was sent. */
  requestEnded(request: { route: string; outcome: Outcome; status: number; durationMs: number }): void;
  /** The first byte of an answer was there, so long after its request began. */
  firstByte(route: string, sinceStartMs: number): void;
  /** A request was refused, by the code of its error body. */
  refused(code: string): void;
  /** One call that admitted a group of requests. */
  admitted(groupSize: number, tookMs: number): void;
  /** One call that settled a group of requests. */
  settled(groupSize: number, tookMs: number): void;
  settlementRetried(): void;
  /** A request was admitted from a lease, without the database. */
  admittedFromLease(): void;
  /** A lease was taken, or renewed. */
  leaseTaken(isRenewal: boolean): void;
  leaseGivenBack(): void;
  /** So many holds whose owner was gone were resolved, with what result. */
  holdsSwept(result: string, count: number): void;
  /** What was served and cannot be billed, in nano-dollars. Telemetry only: it may lose digits above 2^53. */
  operatorLost(reason: string, nanos: bigint): void;
  upstreamFaulted(kind: string): void;
  /** Sets where the number of requests in flight is read from when somebody looks. */
  watchRequestsInFlight(read: () => number): void;
  /** All of it, with the figures of the process, in Prometheus's text format. */
  text(): Promise<string>;
};

/** Metrics on a registry of their own. */
export function createGatewayMetrics(): GatewayMetrics {
  const registry = new Registry();
  const registers = [registry];
  let readRequestsInFlight = () => 0;
  new Gauge({
    name: "weir_requests_in_flight",
    help: "Requests that have begun and whose answers have not left yet.",
    registers,
    collect() {
      this.set(readRequestsInFlight());
    },
  });
  collectDefaultMetrics({ register: registry });
  return {
    ...requestMetrics(registers),
    ...moneyMetrics(registers),
    ...leaseMetrics(registers),
    watchRequestsInFlight: (read) => {
      readRequestsInFlight = read;
    },
    text: () => registry.metrics(),
  };
}

type RequestMetrics = Pick<GatewayMetrics, "requestEnded" | "firstByte" | "refused" | "upstreamFaulted">;

function requestMetrics(registers: Registry[]): RequestMetrics {
  const count = counter("weir_requests_total", "Requests that have ended.", ["route", "outcome", "status"], registers);
  const duration = histogram("weir_request_duration_seconds", "From a request's start to its end.", {
    labelNames: ["route"],
    buckets: LATENCY_SECONDS,
    registers,
  });
  const firstByte = histogram("weir_first_byte_seconds", "From a request's start to the first byte of its answer.", {
    labelNames: ["route"],
    buckets: LATENCY_SECONDS,
    registers,
  });
  const refusals = counter("weir_refusals_total", "Requests that were refused, by error code.", ["code"], registers);
  const faults = counter("weir_upstream_faults_total", "Failures of model servers.", ["kind"], registers);
  return {
    requestEnded: ({ route, outcome, status, durationMs }) => {
      count([route, outcome, status], 1);
      duration([route], durationMs / 1_000);
    },
    firstByte: (route, sinceStartMs) => firstByte([route], sinceStartMs / 1_000),
    refused: (code) => refusals([code], 1),
    upstreamFaulted: (kind) => faults([kind], 1),
  };
}

type LeaseMetrics = Pick<GatewayMetrics, "admittedFromLease" | "leaseTaken" | "leaseGivenBack">;

function leaseMetrics(registers: Registry[]): LeaseMetrics {
  const admitted = counter("weir_lease_admissions_total", "Requests admitted from leases.", [], registers);
  const leases = counter("weir_lease_changes_total", "Leases taken, renewed and given back.", ["change"], registers);
  return {
    admittedFromLease: () => admitted([], 1),
    leaseTaken: (isRenewal) => leases([isRenewal ? "renewed" : "taken"], 1),
    leaseGivenBack: () => leases(["given_back"], 1),
  };
}

type MoneyMetrics = Pick<GatewayMetrics, "admitted" | "settled" | "settlementRetried" | "holdsSwept" | "operatorLost">;

function moneyMetrics(registers: Registry[]): MoneyMetrics {
  const sizes = { labelNames: [], buckets: GROUP_SIZES, registers };
  const seconds = { labelNames: [], buckets: DATABASE_SECONDS, registers };
  const admissionSize = histogram("weir_admission_group_size", "Requests admitted by one call.", sizes);
  const admissionSeconds = histogram("weir_admission_seconds", "Duration of one call that admits.", seconds);
  const settlementSize = histogram("weir_settlement_group_size", "Requests settled by one call.", sizes);
  const settlementSeconds = histogram("weir_settlement_seconds", "Duration of one call that settles.", seconds);
  const retries = counter("weir_settlement_retries_total", "Calls that settle, made again.", [], registers);
  const swept = counter("weir_holds_swept_total", "Holds resolved in place of their owner.", ["result"], registers);
  const lost = counter("weir_operator_loss_nanos_total", "Nano-dollars served, not billed.", ["reason"], registers);
  return {
    admitted: (groupSize, tookMs) => {
      admissionSize([], groupSize);
      admissionSeconds([], tookMs / 1_000);
    },
    settled: (groupSize, tookMs) => {
      settlementSize([], groupSize);
      settlementSeconds([], tookMs / 1_000);
    },
    settlementRetried: () => retries([], 1),
    holdsSwept: (result, count) => swept([result], count),
    operatorLost: (reason, nanos) => lost([reason], Number(nanos)),
  };
}

/** Adds a value under the values of the labels. */
type Add = (values: readonly LabelValue[], value: number) => void;

function counter(name: string, help: string, labelNames: readonly string[], registers: Registry[]): Add {
  const metric = new Counter({ name, help, labelNames, registers });
  const childOf = createLabelled((values) => metric.labels(...values));
  return (values, value) => {
    if (isMeasure(value)) childOf(values).inc(value);
  };
}

function histogram(
  name: string,
  help: string,
  options: { labelNames: string[]; buckets: number[]; registers: Registry[] },
): Add {
  const metric = new Histogram({ name, help, ...options });
  const childOf = createLabelled((values) => metric.labels(...values));
  return (values, value) => {
    if (isMeasure(value)) childOf(values).observe(value);
  };
}

/** prom-client throws at anything else. */
function isMeasure(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}
