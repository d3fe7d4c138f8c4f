import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { callUpstream, closeUpstreams } from "./upstream.ts";

afterAll(() => closeUpstreams());

describe("UpstreamBody", () => {
  it("slows the upstream down when nobody reads, and loses nothing", async () => {
    const totalBytes = 64 * 1024 * 1024;
    let written = 0;
    const server = createServer(async (_, response) => {
      for (const piece = Buffer.alloc(64 * 1024, 120); written < totalBytes; written += piece.length) {
        if (!response.write(piece)) await once(response, "drain");
      }
      response.end();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const target = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, apiKey: null };
    const { signal } = new AbortController();
    const timeouts = { headersTimeoutMs: 5_000, bodyTimeoutMs: 0 };
    const reply = await callUpstream(target, { path: "/", body: "{}", requestId: "req-1", signal, ...timeouts });
    for (let before = -1, quietTurns = 0; quietTurns < 500; quietTurns = written === before ? quietTurns + 1 : 0) {
      before = written;
      await turn();
    }
    expect(written).toBeLessThan(totalBytes / 2);
    expect((await reply.body.readAll(totalBytes)).byteLength).toBe(totalBytes);
    server.close();
  });
});
