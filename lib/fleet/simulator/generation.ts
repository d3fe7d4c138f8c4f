import type { Caller } from "./caller.ts";
import type { FleetStats } from "./fleet-stats.ts";
import type { Pace } from "./pace-tokens.ts";

/** One accepted request on its way to an answer. */
export type Generation = {
  readonly id: string;
  readonly createdSeconds: number;
  readonly caller: Caller;
  readonly stats: FleetStats;
  readonly pace: Pace;
};
