import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";
import type { GatewayOperations } from "#lib/gateway/answer-operations.ts";
import type { GatewayHandler, GatewayRequest, GatewayResponse } from "#lib/gateway/gateway-http.ts";
import { createGatewayServer, type GatewayServer, type GatewayServerLimits } from "#lib/gateway/node-server.ts";
import { openRawConnection, type RawConnection } from "./raw-connection.ts";

export type ServerFixture = {
  readonly server: GatewayServer;
  readonly port: number;
  readonly url: string;
  /** Codes of the refusals that the server made itself. */
  readonly refused: string[];
  connect(options?: { isStubborn?: boolean }): Promise<RawConnection>;
};

type Started = {
  handle: GatewayHandler;
  operations?: Partial<GatewayOperations>;
  limits?: Partial<GatewayServerLimits>;
};

const servers: GatewayServer[] = [];

/** Called at the top of a test file: starts servers on free ports, which end with their test. */
export function setUpGatewayServers(): (options: Started) => Promise<ServerFixture> {
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.drain(0)));
  });
  return async ({ handle, operations = {}, limits = {} }) => {
    const refused: string[] = [];
    const server = createGatewayServer(
      handle,
      {
        isReady: async () => true,
        metricsText: async () => "weir_requests_total 1\n",
        onRefused: (code) => refused.push(code),
        ...operations,
      },
      limits,
    );
    servers.push(server);
    await new Promise<void>((resolve) => server.http.listen(0, "127.0.0.1", resolve));
    const { port } = server.http.address() as AddressInfo;
    return {
      server,
      port,
      url: `http://127.0.0.1:${port}`,
      refused,
      connect: (options) => openRawConnection(port, options),
    };
  };
}

export const okResponse: GatewayResponse = { status: 200, headers: { "content-type": "text/plain" }, body: "served" };

/** A handler that holds requests to "/held" until it is told, or their caller leaves, and answers others at once. */
export function createHeldHandler(): {
  handle: GatewayHandler;
  release(): void;
  readonly calls: string[];
  readonly ended: string[];
} {
  const released = Promise.withResolvers<void>();
  const calls: string[] = [];
  const ended: string[] = [];
  return {
    calls,
    ended,
    release: released.resolve,
    handle: async (request) => {
      calls.push(request.path);
      if (request.path === "/held") await Promise.race([released.promise, untilGone(request)]);
      ended.push(request.path);
      return okResponse;
    },
  };
}

/** Resolves when the caller has left. */
export function untilGone(request: GatewayRequest): Promise<void> {
  return new Promise((resolve) => {
    if (request.signal.aborted) resolve();
    request.signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** The text of a request as it goes over the wire. */
export function requestText(method: string, path: string, body = "", headers: readonly string[] = []): string {
  const lines = [`${method} ${path} HTTP/1.1`, "host: gateway.test", ...headers];
  if (body && !headers.some((line) => /^(content-length|transfer-encoding)/i.test(line))) {
    lines.push(`content-length: ${Buffer.byteLength(body)}`);
  }
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}
