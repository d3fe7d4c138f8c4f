import type { Simulator } from "#lib/stripe-simulator/core/simulator.ts";
import type { MovableClock } from "./movable-clock.ts";

export type ControlCall = {
  readonly simulator: Simulator;
  readonly clock: MovableClock;
  /** The id in the path; empty where there is none. */
  readonly id: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The API key that was sent along; null when none was. */
  readonly key: string | null;
};

/** Method, path after `/_control/`, and what is done. What it gives back is answered as JSON. */
export type ControlRoute = readonly [method: "GET" | "POST", path: string, run: (call: ControlCall) => unknown];

/** What was asked of the control API cannot be done; the message says why. */
export class ControlRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The one of these values that was given. @throws ControlRefusal naming them all */
export function oneOf<T extends string>(name: string, values: readonly T[], given: unknown): T {
  const found = values.find((value) => value === given);
  if (found) return found;
  throw new ControlRefusal(400, `${name} has to be one of ${values.join(", ")}.`);
}
