import type { CreditRunway } from "#lib/views/credit-runway.ts";

const LONGEST_SHOWN = 999;

/** How long the credits last, and at which pace: "About 12 days at the pace of the last 7 days, 15 at that of the last 30." */
export function runwayText({ atWeeksPace, atMonthsPace }: CreditRunway): string {
  if (atMonthsPace === null) return "Nothing was spent from credits in the last 30 days.";
  if (atWeeksPace === null)
    return `${about(atMonthsPace)} at the pace of the last 30 days; nothing was spent in the last 7.`;
  return `${about(atWeeksPace)} at the pace of the last 7 days, ${count(atMonthsPace)} at that of the last 30.`;
}

function about(days: number): string {
  if (days > LONGEST_SHOWN) return `More than ${LONGEST_SHOWN} days`;
  return `About ${days} ${days === 1 ? "day" : "days"}`;
}

function count(days: number): string {
  return days > LONGEST_SHOWN ? `more than ${LONGEST_SHOWN}` : String(days);
}
