import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";

const children: ChildProcessWithoutNullStreams[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function start(env: Readonly<Record<string, string>>): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, ["lib/fleet/simulator/main.ts"], { env: { ...process.env, ...env } });
  children.push(child);
  return child;
}

async function readyUrl(child: ChildProcessWithoutNullStreams): Promise<string> {
  const [line] = await once(child.stdout, "data");
  return /^Simulated fleet ready at (http:\/\/127\.0\.0\.1:\d+\/v1)\n$/.exec(String(line))?.[1] ?? `no url in: ${line}`;
}

describe("the simulator's process", () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "answers once ready and ends cleanly on %s, even while stalled",
    async (signal) => {
      const child = start({ FLEET_PORT: "0" });
      const url = await readyUrl(child);
      expect((await fetch(`${url}/models`)).status).toBe(200);
      const body = JSON.stringify({
        model: "m",
        messages: [{ role: "user", content: "[[sim:stall-after=1]]" }],
        stream: true,
      });
      const stalled = await fetch(`${url}/chat/completions`, { method: "POST", body });
      child.kill(signal);
      expect(await once(child, "exit")).toEqual([0, null]);
      await expect(stalled.text()).rejects.toThrow();
    },
  );

  it("says which setting frees it from a taken port", async () => {
    const first = start({ FLEET_PORT: "0" });
    const port = new URL(await readyUrl(first)).port;
    const second = start({ FLEET_PORT: port });
    const errors = second.stderr.toArray();
    expect(await once(second, "exit")).toEqual([1, null]);
    expect((await errors).join("")).toBe(`Port ${port} is taken. Set FLEET_PORT to a free port.\n`);
  });
});
