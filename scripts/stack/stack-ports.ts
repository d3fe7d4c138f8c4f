import { once } from "node:events";
import { createServer } from "node:net";

const HIGHEST_PORT = 65_535;
const LOOPBACKS = ["127.0.0.1", "::1"];

export type StackPort = { part: string; variable: string; port: number };
export type StackPorts = {
  console: StackPort;
  gateway: StackPort;
  fleet: StackPort;
  postgres: StackPort;
  simulator: StackPort;
  jobs: StackPort;
};

/** The six ports, each settable by its variable. @throws when one is not a port or two are the same */
export function readStackPorts(env: Readonly<Record<string, string | undefined>>): StackPorts {
  const ports = {
    console: { part: "the console", variable: "PORT", port: portFrom(env, "PORT", 4010) },
    gateway: { part: "the gateway", variable: "GATEWAY_PORT", port: portFrom(env, "GATEWAY_PORT", 4011) },
    fleet: { part: "the simulated fleet", variable: "FLEET_PORT", port: portFrom(env, "FLEET_PORT", 4012) },
    postgres: { part: "PostgreSQL", variable: "POSTGRES_PORT", port: portFrom(env, "POSTGRES_PORT", 4013) },
    simulator: {
      part: "the Stripe simulator",
      variable: "SIMULATOR_PORT",
      port: portFrom(env, "SIMULATOR_PORT", 4014),
    },
    jobs: { part: "the background jobs", variable: "JOBS_PORT", port: portFrom(env, "JOBS_PORT", 4015) },
  };
  const seen = new Map<number, string>();
  for (const { variable, port } of Object.values(ports)) {
    const other = seen.get(port);
    if (other) throw new Error(`${other} and ${variable} are both ${port}. Each needs a port of its own.`);
    seen.set(port, variable);
  }
  return ports;
}

/** Refuses to start anything while one of the ports is not free. */
export async function requireFreePorts(ports: readonly StackPort[], command: string): Promise<void> {
  const checked = await Promise.all(ports.map(async (port) => ({ port, isFree: await isPortFree(port.port) })));
  const taken = checked.filter(({ isFree }) => !isFree).map(({ port }) => port);
  if (taken.length > 0) throw new Error(takenPortsMessage(taken, ports, command));
}

export function takenPortsMessage(taken: readonly StackPort[], all: readonly StackPort[], command: string): string {
  const lines = taken.map(({ part, variable, port }) => `Port ${port} (${variable}, for ${part}) is taken.`);
  const assign = (ports: readonly StackPort[]) =>
    ports.map(({ variable, port }) => `${variable}=${suggestedPort(port)}`).join(" ");
  return [
    ...lines,
    `Stop what uses it, or choose another: ${assign(taken)} ${command}`,
    `To run a second copy beside this one: ${assign(all)} DATA_DIR=.data/second ${command}`,
  ].join("\n");
}

function suggestedPort(port: number): number {
  const STEP = 100;
  return port + STEP <= HIGHEST_PORT ? port + STEP : port - STEP;
}

function portFrom(env: Readonly<Record<string, string | undefined>>, variable: string, fallback: number): number {
  const text = env[variable] ?? "";
  if (text === "") return fallback;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= HIGHEST_PORT) return port;
  throw new Error(`${variable} must be a port from 1 to ${HIGHEST_PORT}, not "${text}".`);
}

/** Both loopbacks count: a browser that asks for localhost may come to either. */
async function isPortFree(port: number): Promise<boolean> {
  for (const host of LOOPBACKS) if (!(await canListen(port, host))) return false;
  return true;
}

async function canListen(port: number, host: string): Promise<boolean> {
  const server = createServer().listen({ port, host, exclusive: true });
  try {
    await once(server, "listening");
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") return false;
    if (code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT") return true;
    throw new Error(`Port ${port} cannot be used: ${(error as Error).message}`);
  } finally {
    server.close();
  }
}
