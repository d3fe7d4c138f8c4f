import { describe, expect, test } from "vitest";
import { createProgress } from "./progress.ts";

function record(isTTY: boolean) {
  let text = "";
  const output = {
    isTTY,
    write: (chunk: string | Uint8Array) => {
      text += chunk;
      return true;
    },
  };
  return { progress: createProgress(output), text: () => text.replaceAll(/\d+\.\d s/g, "N s") };
}

describe("createProgress", () => {
  test("writes one line a step and gives back its result", async () => {
    const { progress, text } = record(false);
    const result = await progress.step("Seeding", async (note) => {
      note("half");
      return 7;
    });
    expect(result).toBe(7);
    expect(text()).toBe("Seeding ... N s\n");
  });

  test("shows notes on a terminal, on the step's own line", async () => {
    const { progress, text } = record(true);
    await progress.step("Seeding", async (note) => note("half"));
    expect(text()).toBe("Seeding ...\r\u001b[2KSeeding ... half\r\u001b[2KSeeding ... N s\n");
  });

  test("says which step failed", async () => {
    const { progress, text } = record(false);
    await expect(progress.step("Building", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(text()).toBe("Building ... failed after N s\n");
  });

  test("a line said during a step breaks the step's line, which is then told whole", async () => {
    const { progress, text } = record(true);
    await progress.step("Starting", async (note) => {
      progress.say("[gateway] one");
      progress.say("[gateway] two");
      note("half");
    });
    expect(text()).toBe("Starting ...\n[gateway] one\n[gateway] two\nStarting ... N s\n");
  });

  test("an abandoned step says nothing more, a later one does", async () => {
    const { progress, text } = record(false);
    const { promise, resolve } = Promise.withResolvers<void>();
    const step = progress.step("Seeding", () => promise);
    progress.abandonStep();
    resolve();
    await step;
    await progress.step("Stopping", async () => undefined);
    expect(text()).toBe("Seeding ...\nStopping ... N s\n");
  });
});
