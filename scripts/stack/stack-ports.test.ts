import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { describe, expect, test } from "vitest";
import { freePort } from "#scripts/free-port.ts";
import { readStackPorts, requireFreePorts, takenPortsMessage } from "./stack-ports.ts";

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === "::1"),
);
const LOOPBACK_HOSTS = ["127.0.0.1", "0.0.0.0", ...(hasIpv6 ? ["::1", "::"] : [])];

const portsOf = (env: Record<string, string>) => Object.values(readStackPorts(env)).map(({ port }) => port);

describe("readStackPorts", () => {
  test("has six defaults that differ, and takes each from its variable", () => {
    expect(portsOf({})).toEqual([4010, 4011, 4012, 4013, 4014, 4015]);
    const all = {
      PORT: "1",
      GATEWAY_PORT: "2",
      FLEET_PORT: "3",
      POSTGRES_PORT: "65535",
      SIMULATOR_PORT: "4",
      JOBS_PORT: "5",
    };
    expect(portsOf(all)).toEqual([1, 2, 3, 65535, 4, 5]);
    expect(portsOf({ PORT: "" })).toEqual([4010, 4011, 4012, 4013, 4014, 4015]);
  });

  test.each(["0", "65536", "-1", "80a", "4010.5", " ", "1e3"])("refuses %j and names the variable", (text) => {
    expect(() => readStackPorts({ FLEET_PORT: text })).toThrow(
      `FLEET_PORT must be a port from 1 to 65535, not "${text}".`,
    );
  });

  test("refuses one port for two parts, also when one of them is a default", () => {
    expect(() => readStackPorts({ PORT: "5000", FLEET_PORT: "5000" })).toThrow(/PORT and FLEET_PORT are both 5000/);
    expect(() => readStackPorts({ PORT: "4011" })).toThrow(/PORT and GATEWAY_PORT are both 4011/);
  });
});

describe("a taken port", () => {
  test("is named with its variable, its part and a way out", () => {
    const all = Object.values(readStackPorts({ GATEWAY_PORT: "65500" }));
    const taken = all.filter(({ variable }) => variable === "GATEWAY_PORT");
    expect(takenPortsMessage(taken, all, "npm run demo")).toBe(
      [
        "Port 65500 (GATEWAY_PORT, for the gateway) is taken.",
        "Stop what uses it, or choose another: GATEWAY_PORT=65400 npm run demo",
        "To run a second copy beside this one: PORT=4110 GATEWAY_PORT=65400 FLEET_PORT=4112 POSTGRES_PORT=4113 SIMULATOR_PORT=4114 JOBS_PORT=4115 DATA_DIR=.data/second npm run demo",
      ].join("\n"),
    );
  });

  test.each(LOOPBACK_HOSTS)("is noticed when its holder listens on %s", async (host) => {
    const holder = createServer().listen(0, host);
    await once(holder, "listening");
    const { port } = holder.address() as AddressInfo;
    const ports = [{ part: "the console", variable: "PORT", port }];
    await expect(requireFreePorts(ports, "npm run demo")).rejects.toThrow(
      `Port ${port} (PORT, for the console) is taken.`,
    );
    holder.close();
    await once(holder, "close");
    await requireFreePorts(ports, "npm run demo");
  });

  test("is noticed among free ones", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    const taken = { part: "PostgreSQL", variable: "POSTGRES_PORT", port: (holder.address() as AddressInfo).port };
    const free = { part: "the console", variable: "PORT", port: await freePort() };
    await expect(requireFreePorts([free, taken], "npm run demo")).rejects.toThrow(/^Port \d+ \(POSTGRES_PORT/);
    holder.close();
  });
});
