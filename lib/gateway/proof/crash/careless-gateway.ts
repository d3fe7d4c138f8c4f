import { setTimeout as delay } from "node:timers/promises";
import { createGatewayMetrics } from "#lib/gateway/metrics.ts";
import { createGatewayServer } from "#lib/gateway/node-server.ts";
import { type MoneyLanes, openGateway } from "#lib/gateway/open-gateway.ts";
import { gatewayEnv } from "#lib/platform/env.ts";

/** How long after an answer a gateway that bills late begins to bill it. */
const LATE_MS = 150;

/** What a gateway might do that would be quicker, and wrong. */
const CARELESS = {
  /** Ends answers before they are durable, as one does that keeps usage in memory for a while. */
  "bills-late": ({ admit, settle }: MoneyLanes): MoneyLanes => ({
    admit,
    settle: async (event) => void delay(LATE_MS).then(() => settle(event).catch(() => undefined)),
  }),
  /** Lets requests through while the database cannot be asked, as one does that prefers to be there. */
  "passes-unheld": ({ admit, settle }: MoneyLanes): MoneyLanes => ({
    admit: (request) =>
      admit(request).catch(() => ({
        verdict: "admitted",
        maxTokens: request.maxTokens,
        rate: { remaining: 1, drainedAtMs: 0 },
      })),
    settle: async (event) => void settle(event).catch(() => undefined),
  }),
} satisfies Record<string, (lanes: MoneyLanes) => MoneyLanes>;

export type Carelessness = keyof typeof CARELESS;

/** The gateway with one fault, for controls: what finds nothing wrong with it proves nothing of the real one. */
async function serveCarelessly(carelessness: Carelessness): Promise<void> {
  const env = gatewayEnv();
  const gateway = await openGateway(env, { instead: CARELESS[carelessness] });
  const metricsText = createGatewayMetrics().text;
  const { http } = createGatewayServer(gateway.handle, { isReady: gateway.isHealthy, metricsText });
  http.listen(env.GATEWAY_PORT, env.GATEWAY_HOST);
}

if (import.meta.main) await serveCarelessly(process.argv[2] as Carelessness);
