import { afterEach, expect } from "vitest";
import { type OpenAccount, openAccount } from "./open-account.ts";

const opened: OpenAccount[] = [];

/** An account of which every event is held against the SDK's types once the test is over. */
export async function openCheckedAccount(options: Parameters<typeof openAccount>[0] = {}): Promise<OpenAccount> {
  const scene = await openAccount(options);
  opened.push(scene);
  return scene;
}

afterEach(() => {
  for (const scene of opened.splice(0)) expect(scene.problems()).toEqual([]);
});
