import type { ReactNode } from "react";
import { SeriesSwatch } from "#components/charts/series-swatch.tsx";
import type { UsageDayView } from "#lib/views/usage-view.ts";
import { dayName } from "./day-words.ts";

const STATE_NOTES = { complete: null, unfinished: "not over yet", future: "not begun" } as const;

/** The head of what a day says: its name, and what is unusual about it. */
export function DayTooltipHead({ day }: { day: UsageDayView }) {
  const notes = [STATE_NOTES[day.state], day.isPartial && "part of it is in another period"].filter(Boolean);
  return (
    <p className="text-ink-muted">
      <span className="text-sm font-medium text-ink">{dayName(day.date)}</span> {notes.join(", ")}
    </p>
  );
}

type TooltipRowProps = { color?: string; name: string; isTotal?: boolean; children: ReactNode };

/** A line of a day's list of figures. */
export function TooltipRow({ color, name, isTotal = false, children }: TooltipRowProps) {
  const total = "mt-0.5 border-t border-line pt-1.5 text-sm font-medium";
  return (
    <div className={`flex items-center gap-2 ${isTotal ? total : ""}`}>
      {color !== undefined && <SeriesSwatch color={color} />}
      <dt className="min-w-0 flex-1 truncate">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
