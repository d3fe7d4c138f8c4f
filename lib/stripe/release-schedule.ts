import type { StripeConnection } from "./connection.ts";
import { findOrNull } from "./find-or-null.ts";

/** Takes a schedule off its subscription, which goes on as it is. One that has ended is left alone. */
export async function releaseSchedule({ client }: StripeConnection, scheduleId: string): Promise<void> {
  const schedule = await findOrNull(client.subscriptionSchedules.retrieve(scheduleId));
  if (schedule && ["active", "not_started"].includes(schedule.status)) {
    await client.subscriptionSchedules.release(scheduleId);
  }
}
