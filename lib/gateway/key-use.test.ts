import { expect, test } from "vitest";
import type { UsageEvent } from "#lib/domain/usage/usage-event.ts";
import { createKeyUse } from "./key-use.ts";

const eventsOf = (...keys: string[]) => keys.map((apiKeyId) => ({ apiKeyId }) as UsageEvent);

test("a key's use is due once a minute, and a batch is due when one of its keys is", () => {
  let now = 5;
  const keyUse = createKeyUse(() => now);
  expect(keyUse.isDue(eventsOf("one"))).toBe(true);
  keyUse.noted(eventsOf("one"));
  expect(keyUse.isDue(eventsOf("one", "one"))).toBe(false);
  expect(keyUse.isDue(eventsOf("one", "two"))).toBe(true);
  now += 60_000;
  expect(keyUse.isDue(eventsOf("one"))).toBe(false);
  now += 1;
  expect(keyUse.isDue(eventsOf("one"))).toBe(true);
});
