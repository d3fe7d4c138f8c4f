import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FleetSimulator, startFleetSimulator } from "#lib/fleet/simulator/start-fleet-simulator.ts";
import { parseServerSentEvents } from "./parse-server-sent-events.ts";
import { callUpstream, closeUpstreams, type UpstreamCall } from "./upstream.ts";
import type { UpstreamBody } from "./upstream-body.ts";
import { UpstreamFault, type UpstreamFaultKind } from "./upstream-fault.ts";

let simulator: FleetSimulator;
const servers: Server[] = [];

beforeAll(async () => {
  simulator = await startFleetSimulator({ port: 0, host: "127.0.0.1" });
});

beforeEach(() => simulator.stats.reset());

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

afterAll(async () => {
  await closeUpstreams();
  await simulator.close();
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return server;
}

function baseOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function call(url: string, more: Partial<UpstreamCall> = {}, apiKey: string | null = null) {
  const defaults = { path: "/chat/completions", body: "{}", requestId: "req-1", signal: new AbortController().signal };
  return callUpstream({ url, apiKey }, { ...defaults, headersTimeoutMs: 5_000, bodyTimeoutMs: 5_000, ...more });
}

function chat(sim: string, more: Partial<UpstreamCall> = {}, stream = true) {
  const messages = [{ role: "user", content: "What keeps a card busy?" }];
  const body = JSON.stringify({ model: "glm-5.3-flash", stream, messages, metadata: { sim } });
  return call(`${simulator.url}/v1`, { body, ...more });
}

async function faultOf(promise: Promise<unknown>): Promise<UpstreamFault> {
  const error = await promise.then(
    () => "nothing was thrown",
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UpstreamFault);
  return error as UpstreamFault;
}

/** Reads content tokens until the stream ends; the kind of the fault is "none" when it ends well. */
async function readTokens(body: UpstreamBody): Promise<{ tokens: string[]; kind: UpstreamFaultKind | "none" }> {
  const tokens: string[] = [];
  try {
    for await (const event of parseServerSentEvents(body)) {
      const content: unknown = event === "[DONE]" ? "" : JSON.parse(event).choices[0]?.delta.content;
      if (typeof content === "string" && content !== "") tokens.push(content);
    }
  } catch (error) {
    if (!(error instanceof UpstreamFault)) throw error;
    return { tokens, kind: error.kind };
  }
  return { tokens, kind: "none" };
}

describe("callUpstream", () => {
  it("posts the body below the base with key, request id and content type", async () => {
    const seen: unknown[] = [];
    const server = await serve(async (request, response) => {
      const text = (await request.toArray()).join("");
      const { authorization, "x-request-id": requestId, "content-type": type } = request.headers;
      seen.push({ method: request.method, url: request.url, authorization, requestId, type, text });
      response.writeHead(201, { "X-Served-By": "a", "set-cookie": ["b=1", "c=2"] }).end("fine");
    });
    const sent = { path: "/embeddings", body: Buffer.from('{"input":"é"}') };
    const reply = await call(`${baseOf(server)}/base/?version=3`, sent, "secret");
    expect(reply).toMatchObject({ status: 201, headers: { "x-served-by": "a", "set-cookie": "b=1, c=2" } });
    expect(Buffer.from(await reply.body.readAll(4)).toString()).toBe("fine");
    await (await call(baseOf(server))).body.readAll(4);
    expect(seen).toMatchObject([
      { method: "POST", url: "/base/embeddings?version=3", authorization: "Bearer secret", text: '{"input":"é"}' },
      { url: "/chat/completions", authorization: undefined, requestId: "req-1", type: "application/json" },
    ]);
  });

  it("keeps the connection for the next call", async () => {
    let connections = 0;
    const server = await serve((request, response) => request.resume().on("end", () => response.end("ok")));
    server.on("connection", () => {
      connections += 1;
    });
    for (let count = 0; count < 5; count += 1) {
      await (await call(baseOf(server))).body.readAll(10);
      await turn();
    }
    expect(connections).toBe(1);
  });

  it("streams an answer to its end", async () => {
    const reply = await chat("tokens=300");
    expect(reply.headers["content-type"]).toContain("text/event-stream");
    const { tokens, kind } = await readTokens(reply.body);
    expect([tokens.length, kind]).toEqual([300, "none"]);
  });

  it("hands over pieces while the upstream is still sending", async () => {
    const reply = await chat("stall-after=2", { bodyTimeoutMs: 0 });
    const events = parseServerSentEvents(reply.body);
    for (let count = 0; count < 3; count += 1) expect((await events.next()).done).toBe(false);
    await events.return();
  });

  it("returns an error status as a reply", async () => {
    const reply = await chat("status=429");
    expect(reply.status).toBe(429);
    const body = JSON.parse(Buffer.from(await reply.body.readAll(10_000)).toString());
    expect(body.error).toMatchObject({ type: "rate_limit_error", code: "rate_limit_exceeded" });
  });
});

describe("upstream faults", () => {
  it("is unreachable when the connection is refused, and names no address", async () => {
    const server = await serve(() => {});
    const url = baseOf(server);
    await new Promise((resolve) => server.close(resolve));
    const fault = await faultOf(call(url));
    expect(fault.kind).toBe("unreachable");
    expect(fault.message).toBe("The upstream could not be reached.");
    expect((await faultOf(call("not a url"))).kind).toBe("unreachable");
    expect((await faultOf(call("ftp://127.0.0.1"))).kind).toBe("unreachable");
  });

  it("times out without headers, and closes the connection", async () => {
    expect((await faultOf(chat("stall", { headersTimeoutMs: 50 }))).kind).toBe("timeout");
    await simulator.stats.until(({ aborted }) => aborted === 1);
  });

  it("times out when the stream falls silent, after handing over what came", async () => {
    const reply = await chat("stall-after=3", { bodyTimeoutMs: 50 });
    const { tokens, kind } = await readTokens(reply.body);
    expect([tokens.length, kind]).toEqual([3, "timeout"]);
    await simulator.stats.until(({ aborted }) => aborted === 1);
  });

  it("is dropped when the connection breaks before, within and outside a stream", async () => {
    expect((await faultOf(chat("drop"))).kind).toBe("dropped");
    const { tokens, kind } = await readTokens((await chat("drop-after=5")).body);
    expect([tokens.length, kind]).toEqual([5, "dropped"]);
    const half = await chat("drop-after=5", {}, false);
    expect((await faultOf(half.body.readAll(100_000))).kind).toBe("dropped");
  });

  it("is dropped when the upstream does not speak HTTP", async () => {
    const server = createTcpServer((socket) => socket.end("SSH-2.0-OpenSSH_9.9\r\n")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const fault = await faultOf(call(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    expect(fault.kind).toBe("dropped");
    expect(fault.message).not.toContain("SSH");
    server.close();
  });

  it("is oversized when the body passes the limit, and closes the connection", async () => {
    const reply = await chat("rate=2000, tokens=100000");
    expect((await faultOf(reply.body.readAll(5_000))).kind).toBe("oversized");
    await simulator.stats.until(({ aborted }) => aborted === 1);
  });
});

describe("giving up", () => {
  it("closes the connection at once when aborted mid-stream, so generation stops", async () => {
    const giveUp = new AbortController();
    const reply = await chat("rate=1000, tokens=100000", { signal: giveUp.signal });
    const events = parseServerSentEvents(reply.body);
    for (let count = 0; count < 4; count += 1) await events.next();
    giveUp.abort();
    const reading = (async () => {
      for await (const event of events) expect(event).not.toBe("[DONE]");
    })();
    expect((await faultOf(reading)).kind).toBe("aborted");
    await simulator.stats.until(({ aborted }) => aborted === 1);
    expect(simulator.stats.counts.completionTokens).toBeLessThan(100_000);
  });

  it("closes the connection when aborted before the headers", async () => {
    const giveUp = new AbortController();
    const pending = faultOf(chat("stall", { signal: giveUp.signal }));
    await simulator.stats.until(({ chatCompletions }) => chatCompletions === 1);
    giveUp.abort();
    expect((await pending).kind).toBe("aborted");
    await simulator.stats.until(({ aborted }) => aborted === 1);
  });

  it("does not wait for a connection that is still being made", async () => {
    const mute = createTcpServer((socket) => socket.on("error", () => {})).listen(0, "127.0.0.1");
    await once(mute, "listening");
    const giveUp = new AbortController();
    const { port } = mute.address() as AddressInfo;
    const pending = faultOf(call(`https://127.0.0.1:${port}`, { signal: giveUp.signal }));
    await once(mute, "connection");
    giveUp.abort();
    expect((await pending).kind).toBe("aborted");
    await closeUpstreams();
    mute.close();
  });

  it("sends nothing when aborted before the connection is made, or before the call", async () => {
    await closeUpstreams();
    const giveUp = new AbortController();
    const pending = faultOf(chat("tokens=1", { signal: giveUp.signal }));
    giveUp.abort();
    expect((await pending).kind).toBe("aborted");
    expect((await faultOf(chat("tokens=1", { signal: giveUp.signal }))).kind).toBe("aborted");
    await readTokens((await chat("tokens=1")).body);
    expect(simulator.stats.counts.requests).toBe(1);
  });

  it("closes the connection when the reader leaves early", async () => {
    const reply = await chat("rate=1000, tokens=100000");
    for await (const event of parseServerSentEvents(reply.body)) if (event !== "") break;
    await simulator.stats.until(({ aborted }) => aborted === 1);
    expect((await reply.body.next()).done).toBe(true);
  });

  it("ends running calls on closeUpstreams, and later calls connect anew", async () => {
    const reply = await chat("stall-after=2", { bodyTimeoutMs: 0 });
    const reading = readTokens(reply.body);
    await simulator.stats.until(({ completionTokens }) => completionTokens === 2);
    await closeUpstreams();
    expect((await reading).kind).toBe("aborted");
    await simulator.stats.until(({ aborted }) => aborted === 1);
    expect((await readTokens((await chat("tokens=3")).body)).tokens).toHaveLength(3);
  });
});
