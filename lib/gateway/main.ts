import { EnvError, type GatewayEnv, gatewayEnv } from "#lib/platform/env.ts";
import { followClock } from "#lib/platform/follow-clock.ts";
import { log } from "#lib/platform/log.ts";
import { onStopSignal } from "#lib/platform/on-stop-signal.ts";
import type { GatewayLimits } from "./gateway-parts.ts";
import { createGatewayMetrics } from "./metrics.ts";
import { createGatewayServer } from "./node-server.ts";
import { openGateway } from "./open-gateway.ts";

const MEBIBYTE = 1_048_576;

async function main(): Promise<void> {
  followClock();
  const env = gatewayEnv();
  const metrics = createGatewayMetrics();
  const gateway = await openGateway(env, { limits: limitsOf(env), metrics });
  const server = createGatewayServer(
    gateway.handle,
    { isReady: gateway.isHealthy, metricsText: metrics.text, onRefused: metrics.refused },
    {
      requestsInFlight: env.GATEWAY_MAX_REQUESTS_IN_FLIGHT,
      bodyBudgetBytes: env.GATEWAY_BODY_BUDGET_MIB * MEBIBYTE,
      cutRequests: gateway.cutRequests,
    },
  );
  metrics.watchRequestsInFlight(server.requestsInFlight);
  await new Promise<void>((resolve, reject) => {
    server.http.once("error", reject);
    server.http.listen(env.GATEWAY_PORT, env.GATEWAY_HOST, resolve);
  });
  log.info("gateway.started", { host: env.GATEWAY_HOST, port: env.GATEWAY_PORT });
  onStopSignal(async () => {
    log.info("gateway.draining");
    await server.drain(env.GATEWAY_DRAIN_SECONDS * 1_000);
    await gateway.close();
    log.info("gateway.stopped");
    process.exit(0);
  });
}

function limitsOf(env: GatewayEnv): GatewayLimits {
  return {
    bodyBytes: env.GATEWAY_BODY_LIMIT_MIB * MEBIBYTE,
    answerBytes: env.GATEWAY_ANSWER_LIMIT_MIB * MEBIBYTE,
    arrivingBodies: Math.ceil(env.GATEWAY_MAX_REQUESTS_IN_FLIGHT / 2),
    upstreamTimeoutMs: env.GATEWAY_UPSTREAM_TIMEOUT_SECONDS * 1_000,
    requestTimeoutMs: env.GATEWAY_REQUEST_TIMEOUT_SECONDS * 1_000,
  };
}

main().catch((error: unknown) => {
  if (error instanceof EnvError) process.stderr.write(`${error.message}\n`);
  else log.error("gateway.failed_to_start", error);
  process.exit(1);
});
