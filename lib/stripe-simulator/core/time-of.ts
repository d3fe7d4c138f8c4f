import type { Account } from "./account.ts";

/** The account's present in unix seconds, by a test clock where one is named. */
export function timeByClock(account: Account, testClock: string | null): number {
  if (account.momentSeconds !== null) return account.momentSeconds;
  const clock = testClock === null ? undefined : account.tables.testClocks.get(testClock);
  return clock?.frozen_time ?? Math.floor(account.world.clock.now().getTime() / 1000);
}

/** The present of a customer in unix seconds: that of its test clock, or else the account's. */
export function timeOf(account: Account, customer: string | null | undefined): number {
  return timeByClock(account, testClockOf(account, customer));
}

/** The test clock that a customer lives by, or null. */
export function testClockOf(account: Account, customer: string | null | undefined): string | null {
  if (customer === null || customer === undefined) return null;
  return account.tables.customers.get(customer)?.test_clock ?? null;
}
