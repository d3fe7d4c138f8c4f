import { systemClock } from "#lib/platform/clock.ts";
import type { Simulator } from "#lib/stripe-simulator/core/simulator.ts";
import { createMovableClock } from "./movable-clock.ts";
import { startSimulatorServer } from "./start-simulator-server.ts";

export type TestSimulator = AsyncDisposable & {
  /** The server's origin, without a slash at its end. */
  readonly url: string;
  /** A key that nothing else uses: state is kept by key. */
  readonly apiKey: string;
  readonly simulator: Simulator;
  /** Stands still until it is moved. */
  readonly clock: {
    now(): Date;
    /** Moves time forward, does all that falls due on the way, and waits until its webhooks are delivered. */
    advanceTo(date: Date): Promise<void>;
  };
};

/** Starts a simulator for a test on a free port of 127.0.0.1: `await using stripe = await startTestSimulator()`. */
export async function startTestSimulator(
  options: { at?: Date; apiKey?: string; stateFile?: string; merchantName?: string } = {},
): Promise<TestSimulator> {
  const { at = systemClock.now(), apiKey = "sk_test_simulator", stateFile = null, merchantName } = options;
  const clock = createMovableClock({ now: () => at });
  const server = await startSimulatorServer({ port: 0, host: "127.0.0.1", clock, stateFile, merchantName });
  const { simulator } = server;
  return {
    url: server.url,
    apiKey,
    simulator,
    clock: {
      now: clock.now,
      advanceTo: async (date) => {
        clock.advanceTo(date);
        simulator.runDue();
        await simulator.deliveries.idle();
      },
    },
    [Symbol.asyncDispose]: server.close,
  };
}
