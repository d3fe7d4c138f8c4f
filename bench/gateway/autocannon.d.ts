/** What the bench uses of autocannon, which ships no types. */
declare module "autocannon" {
  import type { EventEmitter } from "node:events";

  type Request = { headers: Record<string, string>; body: string };
  type Client = { setRequests(requests: readonly Request[]): void };

  export type Result = { errors: number; timeouts: number; resets: number; duration: number };

  export default function autocannon(
    options: {
      url: string;
      method: "POST";
      connections: number;
      /** In seconds; without it, `amount` requests are sent. */
      duration?: number;
      amount?: number;
      /** How often autocannon looks whether it is to stop, in milliseconds. */
      sampleInt: number;
      requests: readonly Request[];
      setupClient: (client: Client) => void;
    },
    done: (error: Error | null, result: Result) => void,
  ): EventEmitter;
}
