import type { Caller } from "./caller.ts";
import type { SimDirectives } from "./parse-sim-directives.ts";

/** Sends an unstreamed answer, or the half of it that the directives leave. */
export async function sendWhole(caller: Caller, answer: unknown, directives: SimDirectives): Promise<void> {
  const { stallAfter, dropAfter, badJsonAfter } = directives;
  if (badJsonAfter !== null) return caller.sendBroken(answer);
  if (stallAfter === null && dropAfter === null) return caller.sendJson(200, answer);
  await caller.sendHalf(answer);
  if (stallAfter !== null) await caller.stall();
  await caller.drop();
}
