import { invalidRequest } from "./stripe-failure.ts";

/** Refuses parameters that Stripe knows and this simulator does not do, instead of ignoring them. */
export function refuseUnsupported(params: object, names: readonly string[]): void {
  for (const name of names) {
    if ((params as Record<string, unknown>)[name] === undefined) continue;
    throw invalidRequest(`The simulator does not do ${name}. Leave it out, or add it to the simulator.`, {
      param: name,
    });
  }
}
