import { EnvError, gatewayEnv } from "#lib/platform/env.ts";
import { log } from "#lib/platform/log.ts";
import { createGatewayServer } from "./node-server.ts";
import { openGateway } from "./open-gateway.ts";

const DRAIN_MS = 30_000;

async function main(): Promise<void> {
  const env = gatewayEnv();
  const gateway = await openGateway(env);
  const server = createGatewayServer(gateway.handle, gateway.isHealthy);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(env.GATEWAY_PORT, env.GATEWAY_HOST, resolve);
  });
  log.info("gateway.started", { host: env.GATEWAY_HOST, port: env.GATEWAY_PORT });

  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    log.info("gateway.draining");
    const forced = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeIdleConnections();
    });
    clearTimeout(forced);
    await gateway.close();
    log.info("gateway.stopped");
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop());
  process.on("disconnect", () => void stop());
}

main().catch((error: unknown) => {
  if (error instanceof EnvError) process.stderr.write(`${error.message}\n`);
  else log.error("gateway.failed_to_start", error);
  process.exit(1);
});
