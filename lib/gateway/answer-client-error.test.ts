import type { Socket } from "node:net";
import { expect, test } from "vitest";
import {
  createHeldHandler,
  okResponse,
  requestText,
  setUpGatewayServers,
} from "#prisma/testing/gateway-server-fixture.ts";

const start = setUpGatewayServers();
const HEADER = "x-long: ";

/** What stands in an answer that must be a whole refusal on a connection that ends. */
function readRefusal(answer: string) {
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  const headers = head.toLowerCase();
  expect(headers).toContain("connection: close");
  expect(headers).toContain(`content-length: ${Buffer.byteLength(body)}`);
  expect(headers).toContain("content-type: application/json");
  expect(headers).toMatch(/x-request-id: [0-9a-f]{8}-/);
  const { error } = JSON.parse(body) as { error: Record<string, unknown> };
  expect(Object.keys(error).sort()).toEqual(["code", "message", "param", "type"]);
  expect(error.type).toBe("invalid_request_error");
  return [Number(/^HTTP\/1\.1 (\d+) /.exec(answer)?.[1]), error.code];
}

test.each([
  ["no request line", "one two three four\r\n\r\n", 400, "bad_request"],
  ["TLS on a plain port", Buffer.from("16030100c8010000c40303", "hex"), 400, "bad_request"],
  ["a length that is no number", requestText("POST", "/", "", ["content-length: ten"]), 400, "bad_request"],
  ["two lengths", requestText("POST", "/", "", ["content-length: 1", "content-length: 2"]), 400, "bad_request"],
  ["headers of 20 KB", requestText("GET", "/", "", [HEADER + "x".repeat(20_000)]), 431, "request_headers_too_large"],
  ["headers of 2 MB", requestText("GET", "/", "", [HEADER + "x".repeat(2_000_000)]), 431, "request_headers_too_large"],
  [
    "endless chunk extensions",
    requestText("POST", "/", `1;${"x".repeat(20_000)}\r\nx\r\n0\r\n\r\n`, ["transfer-encoding: chunked"]),
    413,
    "request_too_large",
  ],
])("%s is refused in OpenAI's shape and ends its connection only", async (_, text, status, code) => {
  const { connect, refused, url } = await start({
    handle: async (request) => {
      if (request.method === "POST") await request.readBody(1_000);
      return okResponse;
    },
  });
  const connection = await connect();
  connection.write(text);
  expect(readRefusal(await connection.closed)).toEqual([status, code]);
  expect(refused).toEqual([code]);
  expect((await fetch(url)).status).toBe(200);
});

test("a request that does not arrive in time is refused with 408", async () => {
  const { server, connect } = await start({ handle: async () => okResponse });
  const accepted = new Promise<Socket>((resolve) => server.http.once("connection", resolve));
  const connection = await connect();
  connection.write("GET / HTTP/1.1\r\nhost: gate");
  server.http.emit("clientError", Object.assign(new Error(), { code: "ERR_HTTP_REQUEST_TIMEOUT" }), await accepted);
  expect(readRefusal(await connection.closed)).toEqual([408, "request_timeout"]);
});

test("a body that turns out malformed is refused, and its request is not left waiting", async () => {
  const failures: unknown[] = [];
  const { server, connect } = await start({
    handle: async (request) => {
      await request.readBody(1_000).catch((error: unknown) => failures.push(error));
      return okResponse;
    },
  });
  const connection = await connect();
  connection.write(requestText("POST", "/", "5\r\nhello\r\n", ["transfer-encoding: chunked"]));
  await expect.poll(() => server.requestsInFlight()).toBe(1);
  connection.write("no number\r\n");
  expect(readRefusal(await connection.closed)).toEqual([400, "bad_request"]);
  await expect.poll(() => server.requestsInFlight(), { timeout: 4_000 }).toBe(0);
  expect(failures).toHaveLength(1);
});

test.each([
  ["a request that waits", requestText("GET", "/held")],
  [
    "a request that waits, and a second behind it",
    requestText("GET", "/held") + requestText("POST", "/held", "", ["transfer-encoding: chunked"]),
  ],
])("rubbish behind %s is never taken for its answer", async (_, requests) => {
  const held = createHeldHandler();
  const { server, connect, refused } = await start({ handle: held.handle });
  const connection = await connect();
  connection.write(requests);
  await expect.poll(() => held.calls).toContain("/held");
  connection.write("zz rubbish and more rubbish\r\n\r\n");
  expect(await connection.closed).toBe("");
  expect(refused).toEqual([]);
  await expect.poll(() => server.requestsInFlight()).toBe(0);
});

test("rubbish behind a request that was answered is refused", async () => {
  const { connect } = await start({ handle: async () => okResponse });
  const connection = await connect();
  connection.write(requestText("GET", "/"));
  const first = await connection.until(/served$/);
  connection.write("rubbish\r\n\r\n");
  expect(readRefusal((await connection.closed).slice(first.length))).toEqual([400, "bad_request"]);
});

test("who goes on sending can still read the refusal afterwards", async () => {
  const { connect } = await start({ handle: async () => okResponse });
  const connection = await connect();
  connection.pause();
  await connection.write(requestText("GET", "/", "", [HEADER + "x".repeat(8_000_000)]));
  connection.resume();
  expect(readRefusal(await connection.closed)).toEqual([431, "request_headers_too_large"]);
});

test("who does not close after a refusal is closed", async () => {
  const { server, connect } = await start({ handle: async () => okResponse });
  const connection = await connect({ isStubborn: true });
  connection.write("rubbish\r\n\r\n");
  expect(readRefusal(await connection.until(/}}$/))).toEqual([400, "bad_request"]);
  const connections = () =>
    new Promise((resolve) => server.http.getConnections((error, count) => resolve(error ?? count)));
  await expect.poll(connections, { timeout: 4_000 }).toBe(0);
  connection.destroy();
});
