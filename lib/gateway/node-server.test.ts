import { expect, test } from "vitest";
import {
  createHeldHandler,
  okResponse,
  requestText,
  setUpGatewayServers,
  untilGone,
} from "#prisma/testing/gateway-server-fixture.ts";
import type { GatewayHandler } from "./gateway-http.ts";
import { refusalResponse } from "./refusal-response.ts";

const start = setUpGatewayServers();
const MANY_BYTES = 64 * 1_048_576;

/** Answers like the gateway does: what goes wrong with the body becomes a refusal. */
const echo: GatewayHandler = async (request) => {
  try {
    return { ...okResponse, body: await request.readBody(10_000) };
  } catch (error) {
    return refusalResponse(error as Parameters<typeof refusalResponse>[0], "request");
  }
};

async function codeOf(response: Response): Promise<unknown> {
  const { error } = (await response.json()) as { error: Record<string, unknown> };
  expect(Object.keys(error).sort()).toEqual(["code", "message", "param", "type"]);
  expect(response.headers.get("x-request-id")).toBeTruthy();
  return error.code;
}

test("liveness does not ask the database, readiness does and says what is missing", async () => {
  let isReady = async () => true;
  const { url } = await start({ handle: echo, operations: { isReady: () => isReady() } });
  const ready = async () => {
    const response = await fetch(`${url}/readyz?verbose`);
    return [response.status, await response.json()];
  };
  expect(await ready()).toEqual([200, { status: "ready" }]);
  isReady = async () => false;
  expect(await ready()).toEqual([503, { status: "unready", reason: "database" }]);
  isReady = () => Promise.reject(new Error("away"));
  expect(await ready()).toEqual([503, { status: "unready", reason: "database" }]);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test("however many ask for readiness at once, the database is asked once and no place is taken", async () => {
  const answered = Promise.withResolvers<boolean>();
  let asked = 0;
  const { server, url } = await start({
    handle: echo,
    operations: {
      isReady: () => {
        asked += 1;
        return answered.promise;
      },
    },
  });
  let arrived = 0;
  server.http.on("request", () => {
    arrived += 1;
    if (arrived < 5) return;
    expect(server.requestsInFlight()).toBe(0);
    answered.resolve(true);
  });
  const answers = await Promise.all(Array.from({ length: 5 }, () => fetch(`${url}/readyz`)));
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
  expect(asked).toBe(1);
});

test("metrics are served as Prometheus reads them, and their failure is no crash", async () => {
  const good = await start({ handle: echo });
  const response = await fetch(`${good.url}/metrics`);
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(await response.text()).toBe("weir_requests_total 1\n");
  const bad = await start({ handle: echo, operations: { metricsText: () => Promise.reject(new Error("broken")) } });
  expect((await fetch(`${bad.url}/metrics`)).status).toBe(500);
});

test("above the limit of requests in flight a request is refused before the handler sees it", async () => {
  const held = createHeldHandler();
  const { url, server, refused, connect } = await start({ handle: held.handle, limits: { requestsInFlight: 1 } });
  const first = fetch(`${url}/held`);
  await expect.poll(() => server.requestsInFlight()).toBe(1);
  const second = await connect();
  second.write(requestText("POST", "/v1/chat/completions", "{}"));
  const answer = await second.until(/"gateway_overloaded"}}$/);
  expect(answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: 5\r\n/i);
  expect(answer).not.toMatch(/connection: close/i);
  expect(held.calls).toEqual(["/held"]);
  expect(refused).toEqual(["gateway_overloaded"]);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);

  held.release();
  expect((await first).status).toBe(200);
  second.write(requestText("POST", "/v1/chat/completions", "{}"));
  await second.until(/HTTP\/1\.1 200 [\s\S]*served$/);
  expect(server.requestsInFlight()).toBe(0);
});

test("callers who leave give their places back, those who wait behind another request too", async () => {
  const held = createHeldHandler();
  const { server, connect } = await start({ handle: held.handle });
  const connection = await connect();
  connection.write(requestText("GET", "/held") + requestText("GET", "/second") + requestText("GET", "/third"));
  await expect.poll(() => held.ended).toEqual(["/second", "/third"]);
  expect(server.requestsInFlight()).toBe(3);
  connection.destroy();
  await expect.poll(() => server.requestsInFlight()).toBe(0);
  expect(held.ended).toHaveLength(3);
});

test("a reader that takes nothing more is let go, in one piece or in many", { timeout: 30_000 }, async () => {
  const parts = async function* () {
    for (let sent = 0; sent < MANY_BYTES; sent += 65_536) yield "x".repeat(65_536);
  };
  const { server, connect } = await start({
    handle: async (request) => ({ ...okResponse, body: request.path === "/parts" ? parts() : "x".repeat(MANY_BYTES) }),
    limits: { writeStallMs: 200 },
  });
  for (const path of ["/whole", "/parts"]) {
    const connection = await connect();
    connection.pause();
    connection.write(requestText("GET", path));
    await expect.poll(() => server.requestsInFlight()).toBe(1);
    await expect.poll(() => server.requestsInFlight(), { timeout: 10_000 }).toBe(0);
    connection.destroy();
  }
  const whole = await fetch(`http://127.0.0.1:${(server.http.address() as { port: number }).port}/parts`);
  expect((await whole.text()).length).toBe(MANY_BYTES);
});

test("a body that does not fit in what is left of the budget is refused, and fits once others are done", async () => {
  const holding = Promise.withResolvers<void>();
  const { url, server, connect } = await start({
    handle: async (request) => {
      const response = await echo(request);
      if (request.path === "/held") await holding.promise;
      return response;
    },
    limits: { bodyBudgetBytes: 1_000 },
  });
  const body = "x".repeat(600);
  const post = (path: string) => fetch(`${url}${path}`, { method: "POST", body });
  const first = await connect();
  first.write(requestText("POST", "/held", body));
  await expect.poll(() => server.requestsInFlight()).toBe(1);

  const declared = await connect();
  declared.write(requestText("POST", "/", "", ["content-length: 600"]));
  expect(await declared.until(/gateway_overloaded/)).toMatch(/^HTTP\/1\.1 503 /);
  const chunked = await connect();
  chunked.write(requestText("POST", "/", `258\r\n${body}\r\n0\r\n\r\n`, ["transfer-encoding: chunked"]));
  expect(await chunked.until(/gateway_overloaded/)).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: 5/i);
  const refusal = await post("/");
  expect([refusal.status, await codeOf(refusal)]).toEqual([503, "gateway_overloaded"]);

  holding.resolve();
  await first.until(/x{600}$/);
  const served = await post("/");
  expect([served.status, await served.text()]).toEqual([200, body]);
});

test("a body that breaks off gives its bytes back, and one that never comes keeps nobody waiting", async () => {
  const failures: string[] = [];
  const { url, server, connect } = await start({
    handle: async (request) => {
      if (request.path === "/late") await untilGone(request);
      const response = await echo(request);
      if (response.status === 400) failures.push(request.path);
      return response;
    },
    limits: { bodyBudgetBytes: 1_000 },
  });
  for (const path of ["/early", "/late"]) {
    const connection = await connect();
    connection.write(requestText("POST", path, "x".repeat(900), ["content-length: 1000"]));
    await expect.poll(() => server.requestsInFlight()).toBe(1);
    connection.destroy();
    await expect.poll(() => server.requestsInFlight()).toBe(0);
  }
  expect(failures).toEqual(["/early", "/late"]);
  expect((await fetch(url, { method: "POST", body: "x".repeat(1_000) })).status).toBe(200);
});

test("a body that says it is too large is refused before any of it is sent", async () => {
  const { connect } = await start({ handle: echo });
  const connection = await connect();
  connection.write(requestText("POST", "/", "", ["content-length: 10001"]));
  expect(await connection.until(/request_too_large/)).toMatch(/^HTTP\/1\.1 413 [\s\S]*connection: close/i);
});
