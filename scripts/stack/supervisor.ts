import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { isRunning } from "#scripts/is-running.ts";
import { spawnTethered } from "#scripts/spawn-tethered.ts";
import { stopChild } from "#scripts/stop-child.ts";
import { openServiceLog } from "./service-log.ts";

export type ServiceCommand = {
  name: string;
  /** A Node program and its arguments. */
  command: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Shows what it writes as well as logging it. */
  echo?: (line: string) => void;
};

export type Supervisor = {
  /** Starts a service and waits until it is ready; once it is, its end is a failure of the whole. */
  start<T>(service: ServiceCommand, untilReady: (child: ChildProcess, signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Runs a program that ends by itself. @throws with its last lines when it fails */
  run(service: ServiceCommand): Promise<void>;
  /** Rejects when a service ends that was not asked to. */
  failure: Promise<never>;
  /** Whether there is anything to stop. */
  hasStarted(): boolean;
  /** Stops what was started, the last one first, and waits until nothing of it is left. */
  stop(): Promise<void>;
};

/** Starts child processes, keeps their output in one log file each, and notices when one dies. */
export function createSupervisor(logDir: string): Supervisor {
  mkdirSync(logDir, { recursive: true });
  const children: ChildProcess[] = [];
  const { promise: failure, reject: fail } = Promise.withResolvers<never>();
  failure.catch(() => undefined);
  let isStopping = false;

  const spawnLogged = ({ name, command, env, echo }: ServiceCommand) => {
    if (isStopping) throw new Error("Stopping.");
    const log = openServiceLog(join(logDir, `${name}.log`), echo ?? null);
    const child = spawnTethered(command, { env, output: log.output });
    log.attach(child);
    children.push(child);
    const failed = (what: string) => new Error(`${what}. Its last lines (${log.path}):\n\n${log.tail()}`);
    const death = once(child, "exit").then(([code, signal]) => {
      const how = signal ? `was killed (${signal})` : `ended with exit code ${code}`;
      return { code, error: failed(`The ${name} process ${how}`) };
    });
    return { child, death, failed };
  };

  return {
    failure,
    async start(service, untilReady) {
      const { child, death, failed } = spawnLogged(service);
      const waiting = new AbortController();
      void death.then(() => waiting.abort());
      const ready = await untilReady(child, waiting.signal).catch(async (error: Error) => {
        if (!isRunning(child)) throw (await death).error;
        throw failed(`The ${service.name} process is not ready: ${error.message}`);
      });
      void death.then(({ error }) => isStopping || fail(error));
      return ready;
    },
    async run(service) {
      const { code, error } = await spawnLogged(service).death;
      if (code !== 0) throw error;
    },
    hasStarted: () => children.length > 0,
    async stop() {
      isStopping = true;
      for (const child of children.toReversed()) await stopChild(child);
    },
  };
}
