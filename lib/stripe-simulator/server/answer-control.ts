import type { Simulator } from "#lib/stripe-simulator/core/simulator.ts";
import { StripeFailure } from "#lib/stripe-simulator/core/stripe-failure.ts";
import { ControlRefusal } from "./control-call.ts";
import { CONTROL_ROUTES } from "./control-routes.ts";
import type { MovableClock } from "./movable-clock.ts";

export type ControlParts = { readonly simulator: Simulator; readonly clock: MovableClock };

/** Answers a request to the control API, which Stripe does not have: `POST /_control/clock {"advance": 3600}`. */
export async function answerControl(parts: ControlParts, request: Request): Promise<Response> {
  try {
    refuseOtherSites(request);
    const path = new URL(request.url).pathname.split("/").slice(2);
    for (const [method, pattern, run] of CONTROL_ROUTES) {
      const names = pattern.split("/");
      if (method !== request.method || names.length !== path.length) continue;
      if (!names.every((name, index) => name.startsWith(":") || name === path[index])) continue;
      const id = path[names.findIndex((name) => name.startsWith(":"))] ?? "";
      return Response.json(await run({ ...parts, id, input: await inputOf(request), key: keyOf(request) }));
    }
    throw new ControlRefusal(404, `There is no ${request.method} ${new URL(request.url).pathname}.`);
  } catch (error) {
    if (error instanceof ControlRefusal || error instanceof StripeFailure) return refusal(error.status, error.message);
    if (error instanceof RangeError) return refusal(400, error.message);
    throw error;
  }
}

/** A page of another site may send requests to this machine, though not read their answers. */
function refuseOtherSites(request: Request): void {
  const origin = request.headers.get("origin");
  if (origin === null || origin === new URL(request.url).origin) return;
  throw new ControlRefusal(403, "Pages of other sites may not control the simulator.");
}

async function inputOf(request: Request): Promise<Record<string, unknown>> {
  const text = request.method === "POST" ? await request.text() : "";
  if (text === "") return {};
  try {
    const input: unknown = JSON.parse(text);
    if (typeof input === "object" && input !== null && !Array.isArray(input)) return input as Record<string, unknown>;
  } catch {
    // Refused below, like everything else that is not an object.
  }
  throw new ControlRefusal(400, "The body has to be a JSON object.");
}

function keyOf(request: Request): string | null {
  return /^Bearer (\S+)$/.exec(request.headers.get("authorization") ?? "")?.[1] ?? null;
}

function refusal(status: number, message: string): Response {
  return Response.json({ error: { message } }, { status });
}
