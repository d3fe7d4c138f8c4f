import { systemClock } from "#lib/platform/clock.ts";
import { newRequestId } from "#lib/platform/ids.ts";

/** The id of an action that belongs to no workspace, for the log and whoever asks support. */
export function newActionId(): string {
  return newRequestId(systemClock.now());
}
