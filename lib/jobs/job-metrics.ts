import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { JobReport } from "./job.ts";

export type JobMetrics = {
  ended(job: string, result: "succeeded" | "failed", seconds: number): void;
  reported(job: string, report: JobReport): void;
  /** Everything in the text format of Prometheus. */
  text(): Promise<string>;
};

const SECONDS = [0.01, 0.05, 0.25, 1, 5, 30, 120];

export function createJobMetrics(): JobMetrics {
  const registers = [new Registry()];
  const runs = new Counter({
    name: "weir_job_runs_total",
    help: "Runs of background jobs.",
    labelNames: ["job", "result"],
    registers,
  });
  const durations = new Histogram({
    name: "weir_job_seconds",
    help: "How long a run took.",
    labelNames: ["job"],
    buckets: SECONDS,
    registers,
  });
  const reports = new Gauge({
    name: "weir_job_report",
    help: "What the latest run of a job reported, such as seats that differ between Weir and Stripe.",
    labelNames: ["job", "figure"],
    registers,
  });
  return {
    ended: (job, result, seconds) => {
      runs.inc({ job, result });
      durations.observe({ job }, seconds);
    },
    reported: (job, report) => {
      for (const [figure, value] of Object.entries(report)) reports.set({ job, figure }, value);
    },
    text: () => (registers[0] as Registry).metrics(),
  };
}
