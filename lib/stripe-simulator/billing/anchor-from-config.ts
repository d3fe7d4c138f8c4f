import { addMonth } from "./add-month.ts";

export type AnchorConfig = {
  readonly day_of_month: number;
  readonly month: number | null;
  readonly hour: number | null;
  readonly minute: number | null;
  readonly second: number | null;
};

/** The first instant after `now` that a billing_cycle_anchor_config names; parts left out are those of `now`. */
export function anchorFromConfig(config: AnchorConfig, now: number): number {
  const today = new Date(now * 1000);
  const hour = config.hour ?? today.getUTCHours();
  const minute = config.minute ?? (config.hour === null ? today.getUTCMinutes() : 0);
  const second = config.second ?? (config.hour === null ? today.getUTCSeconds() : 0);
  const month = config.month === null ? today.getUTCMonth() : config.month - 1;
  const first = Date.UTC(today.getUTCFullYear(), month, 1, hour, minute, second) / 1000;
  const stepMonths = config.month === null ? 1 : 12;
  let anchor = addMonth(first, 0, config.day_of_month);
  for (let step = stepMonths; anchor <= now; step += stepMonths) anchor = addMonth(first, step, config.day_of_month);
  return anchor;
}
