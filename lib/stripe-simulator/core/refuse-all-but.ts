import { refuseUnsupported } from "./refuse-unsupported.ts";

/** Refuses every parameter that Stripe knows and this endpoint does not do, so that none is ignored in silence. */
export function refuseAllBut(params: object, names: readonly string[]): void {
  refuseUnsupported(
    params,
    Object.keys(params).filter((name) => !names.includes(name)),
  );
}
