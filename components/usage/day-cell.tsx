import { Badge } from "#components/ui/badge.tsx";
import type { UsageDayView } from "#lib/views/usage-view.ts";
import { dayName } from "./day-words.ts";

/** A day that heads its row; a press opens its requests, as a press on its column does. */
export function DayCell({ day, onOpen }: { day: UsageDayView; onOpen: () => void }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <button
        type="button"
        onClick={onOpen}
        className="figures rounded-sm underline decoration-line-strong decoration-dotted underline-offset-4 hover:decoration-solid"
      >
        {dayName(day.date)}
        <span className="sr-only">, show its requests</span>
      </button>
      {day.state === "unfinished" && <Badge>Not over yet</Badge>}
      {day.isPartial && <Badge>Part of the day</Badge>}
    </span>
  );
}
