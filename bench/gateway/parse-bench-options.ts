import { parseArgs } from "node:util";

export type BenchOptions = {
  /** The letters of the parts to run. */
  readonly parts: ReadonlySet<string>;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly rounds: number;
  /** How many requests the gateway's memory is watched over. */
  readonly requestCount: number;
};

export const USAGE = `npm run bench:gateway -- [--only a,c] [--seconds 5] [--rounds 5] [--requests 200000]
  a  throughput, against a bare pass-through and Portkey
  b  added latency, against Portkey, pinned and not
  c  throughput of one busy workspace, against a hundred
  d  added time to the first byte of a stream, against that of a whole answer
  e  memory of the gateway
  p  a processor profile of the gateway under the load of part a (only when asked for)`;

/** @throws when an option is unknown or is no number that makes sense */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", default: "a,b,c,d,e" },
      seconds: { type: "string", default: "5" },
      rounds: { type: "string", default: "5" },
      requests: { type: "string", default: "200000" },
    },
  });
  const parts = values.only.split(",");
  const unknown = parts.find((part) => !/^[a-ep]$/.test(part));
  if (unknown !== undefined) throw new Error(`There is no part "${unknown}".`);
  const seconds = wholeNumber("seconds", values.seconds);
  return {
    parts: new Set(parts),
    seconds,
    warmUpSeconds: Math.min(seconds, 2),
    rounds: wholeNumber("rounds", values.rounds),
    requestCount: wholeNumber("requests", values.requests),
  };
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${name} takes a whole number above 0, not "${text}".`);
}
