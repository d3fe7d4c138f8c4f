import { describe, expect, test } from "vitest";
import { clientIp } from "./client-ip.ts";

const ipOf = (forwardedFor: string) => clientIp(new Headers({ "x-forwarded-for": forwardedFor }));

describe("clientIp", () => {
  test.each([
    ["203.0.113.9", "203.0.113.9"],
    ["::ffff:127.0.0.1", "127.0.0.1"],
    ["2001:db8::1", "2001:db8::1"],
  ])("reads %s as %s", (header, ip) => expect(ipOf(header)).toBe(ip));

  test("believes the nearest proxy, not what the caller put before it", () => {
    expect(ipOf("1.2.3.4, 198.51.100.7 , 203.0.113.9")).toBe("203.0.113.9");
  });

  test.each(["", "unknown", "203.0.113.9:4711"])("knows none in %j", (header) => expect(ipOf(header)).toBeNull());

  test("knows none without the header", () => expect(clientIp(new Headers())).toBeNull());
});
