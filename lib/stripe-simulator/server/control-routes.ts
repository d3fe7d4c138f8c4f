import type { PlannedFault } from "#lib/stripe-simulator/core/faults.ts";
import type { Simulator } from "#lib/stripe-simulator/core/simulator.ts";
import type { DeliveryMode } from "#lib/stripe-simulator/core/webhook-queue.ts";
import { type ControlCall, ControlRefusal, type ControlRoute, oneOf } from "./control-call.ts";
import { PAYMENT_CONTROLS } from "./control-payments.ts";

const DELIVERY_MODES: readonly DeliveryMode[] = ["deliver", "hold", "duplicate", "shuffle", "drop"];
const FAULT_KINDS: readonly PlannedFault["kind"][] = ["slow", "lost", "refused"];
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  ["GET", "health", () => ({ status: "ok" })],
  ["GET", "clock", ({ clock }) => ({ now: clock.now().toISOString() })],
  ["POST", "clock", moveClock],
  ["GET", "requests", ({ simulator }) => ({ data: simulator.journal })],
  ["GET", "webhooks", ({ simulator: { deliveries } }) => webhookState(deliveries)],
  ["POST", "webhooks", setWebhooks],
  [
    "POST",
    "webhooks/flush",
    async ({ simulator: { deliveries } }) => {
      await deliveries.flush();
      return webhookState(deliveries);
    },
  ],
  [
    "POST",
    "events/:id/resend",
    async ({ simulator, id }) => {
      await simulator.deliveries.resend(id);
      return { resent: id };
    },
  ],
  ["POST", "faults", planFault],
  ["POST", "reset", resetAll],
  ...PAYMENT_CONTROLS,
];

async function moveClock({ simulator, clock, input }: ControlCall) {
  const { advance, set } = input;
  if (typeof advance === "number") clock.advanceTo(new Date(clock.now().getTime() + advance * 1_000));
  else if (typeof set === "string" && !Number.isNaN(Date.parse(set))) clock.advanceTo(new Date(set));
  else throw new ControlRefusal(400, 'Say {"advance": seconds} or {"set": "2026-12-01T00:00:00Z"}.');
  simulator.runDue();
  await simulator.deliveries.idle();
  return { now: clock.now().toISOString() };
}

function setWebhooks({ simulator: { deliveries }, input }: ControlCall) {
  const { mode = deliveries.mode, delayMs = deliveries.delayMs } = input;
  if (typeof delayMs !== "number" || !(delayMs >= 0)) throw new ControlRefusal(400, "delayMs has to be 0 or more.");
  deliveries.mode = oneOf("The mode", DELIVERY_MODES, mode);
  deliveries.delayMs = delayMs;
  return webhookState(deliveries);
}

function webhookState({ mode, delayMs, attempts }: Simulator["deliveries"]) {
  return { mode, delayMs, attempts };
}

function planFault({ simulator, input }: ControlCall) {
  oneOf("The kind", FAULT_KINDS, input.kind);
  simulator.faults.push(input as PlannedFault);
  return { faults: simulator.faults };
}

function resetAll({ simulator }: ControlCall) {
  simulator.reset();
  return { status: "ok" };
}
