import { EnvError, gatewayEnv } from "#lib/platform/env.ts";
import { log } from "#lib/platform/log.ts";
import { onStopSignal } from "#lib/platform/on-stop-signal.ts";
import { createGatewayServer } from "./node-server.ts";
import { openGateway } from "./open-gateway.ts";

async function main(): Promise<void> {
  const env = gatewayEnv();
  const gateway = await openGateway(env);
  const server = createGatewayServer(gateway.handle, gateway.isHealthy);
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

main().catch((error: unknown) => {
  if (error instanceof EnvError) process.stderr.write(`${error.message}\n`);
  else log.error("gateway.failed_to_start", error);
  process.exit(1);
});
