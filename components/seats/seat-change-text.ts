import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import type { ExactDollars } from "#lib/domain/money.ts";

type SeatChange = { now: number; wanted: number; minimum: number; perSeat: ExactDollars | null };

/** What a change of seats would mean, before its price is asked for. */
export function seatChangeText({ now, wanted, minimum, perSeat }: SeatChange): string {
  const price = perSeat === null ? "" : ` Each is ${exactDollarsLabel(perSeat)} a month.`;
  if (wanted > now) return `${seatCount(wanted - now)} more, at once, prorated for the rest of the period.${price}`;
  if (wanted < now) return `${seatCount(now - wanted)} fewer, from the next period on. Nothing is charged today.`;
  return now > minimum
    ? `You have ${seatCount(now)} and can go down to ${minimum}.`
    : `You have ${seatCount(now)}, and all of them are needed.`;
}

function seatCount(seats: number): string {
  return `${seats} ${seats === 1 ? "seat" : "seats"}`;
}
