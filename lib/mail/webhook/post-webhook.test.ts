import { promises as dns } from "node:dns";
import { afterEach, expect, test, vi } from "vitest";
import { postToThisMachine, startWebhookReceiver } from "#prisma/testing/webhook-receiver.ts";
import { postWebhook, type WebhookReach } from "./post-webhook.ts";

const NO_PUBLIC_ADDRESS = "The name could not be resolved to a public address, so it is not called.";
const call = (url: string) => ({ url, headers: { "webhook-id": "dlv_1" }, body: '{"a":"ü"}' });
const httpReach = (isAddressAllowed: WebhookReach["isAddressAllowed"]): WebhookReach => ({
  protocols: ["http:"],
  isAddressAllowed,
});

afterEach(() => {
  vi.restoreAllMocks();
});

test("posts the body with its headers", async () => {
  await using receiver = await startWebhookReceiver();
  expect(await postToThisMachine(call(receiver.url))).toEqual({ status: 204, error: null });
  expect(receiver.calls).toMatchObject([
    { body: '{"a":"ü"}', headers: { "webhook-id": "dlv_1", "content-type": "application/json" } },
  ]);
});

test("a redirect is told and not followed", async () => {
  await using other = await startWebhookReceiver();
  await using receiver = await startWebhookReceiver();
  receiver.answer = { status: 302, headers: { location: other.url } };
  expect(await postToThisMachine(call(receiver.url))).toEqual({
    status: 302,
    error: "Answered 302. Redirects are not followed.",
  });
  expect(other.calls).toEqual([]);
});

test.each([199 + 1, 299, 404, 500])("an answer of %s", async (status) => {
  await using receiver = await startWebhookReceiver();
  receiver.answer = { status };
  const { error } = await postToThisMachine(call(receiver.url));
  expect(error === null).toBe(status < 300);
});

test("who does not answer is left after 5 s", { timeout: 10_000 }, async () => {
  await using receiver = await startWebhookReceiver();
  receiver.answer = "nothing";
  expect(await postToThisMachine(call(receiver.url))).toEqual({ status: null, error: "No answer within 5 s." });
});

test("by itself it calls nothing that is not https, and nothing that is not public", async () => {
  await using receiver = await startWebhookReceiver();
  const { port } = new URL(receiver.url);
  expect((await postWebhook(call(receiver.url))).error).toMatch(/not https/);
  for (const host of ["127.0.0.1", "localhost", "[::1]"]) {
    expect((await postWebhook(call(`https://${host}:${port}/`))).error).toBe(NO_PUBLIC_ADDRESS);
  }
  expect(receiver.calls).toEqual([]);
});

test("one address that is not public is enough to refuse a name", async () => {
  await using receiver = await startWebhookReceiver();
  const { port } = new URL(receiver.url);
  vi.spyOn(dns, "lookup").mockResolvedValue([
    { address: "127.0.0.1", family: 4 },
    { address: "10.0.0.1", family: 4 },
  ] as never);
  const reach = httpReach((address) => address === "127.0.0.1");
  expect((await postWebhook(call(`http://hooks.acme.com:${port}/`), reach)).error).toBe(NO_PUBLIC_ADDRESS);
  expect(receiver.calls).toEqual([]);
});

test("the address that was looked at is the one that is called, whatever the name leads to a moment later", async () => {
  await using receiver = await startWebhookReceiver();
  const { port } = new URL(receiver.url);
  const lookup = vi.spyOn(dns, "lookup").mockResolvedValueOnce([{ address: "127.0.0.1", family: 4 }] as never);
  const seen: string[] = [];
  const reach = httpReach((address) => seen.push(address) > 0);
  expect(await postWebhook(call(`http://hooks.acme.invalid:${port}/`), reach)).toEqual({ status: 204, error: null });
  expect(receiver.calls).toMatchObject([{ headers: { host: `hooks.acme.invalid:${port}` } }]);
  expect(seen).toEqual(["127.0.0.1"]);
  expect(lookup).toHaveBeenCalledTimes(1);
});

test("what goes wrong is told without addresses", async () => {
  expect((await postToThisMachine(call("http://127.0.0.1:1/"))).error).toBe("The connection was refused.");
});

test("a name that leads nowhere is told like one that is not public", async () => {
  expect((await postWebhook(call("https://nobody.invalid/"))).error).toBe(NO_PUBLIC_ADDRESS);
  for (const code of ["ENOTFOUND", "EAI_AGAIN", "ENODATA"]) {
    vi.spyOn(dns, "lookup").mockRejectedValueOnce(Object.assign(new Error("lookup"), { code }));
    expect((await postWebhook(call("https://hooks.acme.com/"))).error).toBe(NO_PUBLIC_ADDRESS);
  }
});
