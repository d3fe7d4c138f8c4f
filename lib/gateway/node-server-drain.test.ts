import { expect, test } from "vitest";
import {
  createHeldHandler,
  okResponse,
  requestText,
  setUpGatewayServers,
  untilGone,
} from "#prisma/testing/gateway-server-fixture.ts";

const start = setUpGatewayServers();

test("during a drain kept connections hear that it stops, new ones are refused, and what is under way finishes", async () => {
  const held = createHeldHandler();
  const { server, connect, refused } = await start({ handle: held.handle });
  const [busy, kept, probe] = [await connect(), await connect(), await connect()];
  kept.write(requestText("GET", "/first"));
  probe.write(requestText("GET", "/readyz"));
  busy.write(requestText("GET", "/held"));
  const before = await kept.until(/served$/);
  expect(await probe.until(/}$/)).toContain('{"status":"ready"}');
  await expect.poll(() => held.calls).toContain("/held");

  let isDrained = false;
  const drained = server.drain(60_000).then(() => {
    isDrained = true;
  });
  kept.write(requestText("POST", "/v1/chat/completions", "{}"));
  const refusal = (await kept.closed).slice(before.length);
  expect(refusal).toMatch(/^HTTP\/1\.1 503 [\s\S]*"code":"gateway_stopping"}}$/);
  expect(refusal).toMatch(/retry-after: 5\r\n/i);
  expect(refusal).toMatch(/connection: close\r\n/i);
  expect(refused).toEqual(["gateway_stopping"]);
  probe.write(requestText("GET", "/readyz"));
  expect(await probe.closed).toMatch(/HTTP\/1\.1 503 [\s\S]*\{"status":"unready","reason":"draining"}$/);
  await expect(connect()).rejects.toThrow("ECONNREFUSED");

  expect(isDrained).toBe(false);
  held.release();
  expect(await busy.closed).toMatch(/^HTTP\/1\.1 200 [\s\S]*connection: close\r\n[\s\S]*served$/i);
  await drained;
  expect(held.calls).not.toContain("/v1/chat/completions");
});

test("a stream that began before the drain is sent to its end", async () => {
  const released = Promise.withResolvers<void>();
  const parts = async function* () {
    yield "first part, ";
    await released.promise;
    yield "last part";
  };
  const { server, connect } = await start({ handle: async () => ({ ...okResponse, body: parts() }) });
  const connection = await connect();
  connection.write(requestText("GET", "/"));
  await connection.until(/first part/);
  const drained = server.drain(60_000);
  released.resolve();
  await drained;
  expect(await connection.closed).toMatch(/first part,[\s\S]*last part\r\n0\r\n\r\n$/);
});

test("what is still under way at the end of the time is cut, and the drain waits for what its request still does", async () => {
  const settled = Promise.withResolvers<void>();
  const events: string[] = [];
  const { server, connect } = await start({
    handle: async (request) => {
      await untilGone(request);
      events.push("cut");
      await settled.promise;
      events.push("settled");
      return okResponse;
    },
  });
  const connection = await connect();
  connection.write(requestText("GET", "/"));
  await expect.poll(() => server.requestsInFlight()).toBe(1);
  const drained = server.drain(20).then(() => events.push("drained"));
  expect(await connection.closed).toBe("");
  await expect.poll(() => events).toEqual(["cut"]);
  settled.resolve();
  await drained;
  expect(events).toEqual(["cut", "settled", "drained"]);
});

test("connections on which nothing was asked do not hold the drain", async () => {
  const { server, connect } = await start({ handle: async () => okResponse });
  const [fresh, begun, idle] = [await connect(), await connect(), await connect()];
  begun.write("GET / HTTP/1.1\r\n");
  idle.write(requestText("GET", "/"));
  await idle.until(/served$/);
  await server.drain(60_000);
  expect(await fresh.closed).toBe("");
  expect(await begun.closed).toBe("");
  expect(await idle.closed).toMatch(/served$/);
});
