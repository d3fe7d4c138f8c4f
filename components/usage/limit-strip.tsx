import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { UNFINISHED_HATCH } from "#components/charts/segment-fill.ts";
import { Money } from "#components/ui/money.tsx";
import type { ForecastRange, UsageLimit, UsageView } from "#lib/views/usage-view.ts";
import { limitScale } from "./limit-scale.ts";
import { reachText } from "./reach-text.ts";

type LimitStripProps = { view: UsageView; limit: UsageLimit };

/** What counts against the spend limit, where the pace leads, and the limit as a line. */
export function LimitStrip({ view, limit }: LimitStripProps) {
  const forecast = view.isFiltered ? null : (view.forecast?.charged ?? null);
  const { settled, held, range, limitAt } = limitScale(limit, forecast);
  return (
    <div className="flex flex-col gap-2 border-t border-line px-4 py-3.5 sm:px-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 text-sm">
        <p>
          <span className="text-ink-muted">Spend limit</span> <Money exact={limit.limit} className="font-medium" />
        </p>
        <p className="text-ink-muted">
          <Money exact={limit.settled} className="text-ink" /> settled,{" "}
          <Money exact={limit.held} className="text-ink" /> held
        </p>
      </div>
      <div aria-hidden="true" className="relative h-4 rounded-sm bg-surface-muted">
        {range !== null && (
          <Band from={range.low} to={range.high} className="bg-accent-soft ring-1 ring-accent/50 ring-inset" />
        )}
        <Band from={0} to={settled} className="bg-accent" />
        <Band from={settled} to={settled + held} className="bg-accent">
          <span className="block size-full" style={{ background: UNFINISHED_HATCH }} />
        </Band>
        {range !== null && (
          <span className="absolute inset-y-0 w-0.5 bg-accent-text" style={{ left: `${range.point}%` }} />
        )}
        <span className="absolute -inset-y-1 w-0.5 -translate-x-full bg-ink" style={{ left: `${limitAt}%` }} />
      </div>
      <ReachLine limit={limit} forecast={forecast} isCurrent={view.period.isCurrent} />
    </div>
  );
}

type ReachLineProps = { limit: UsageLimit; forecast: ForecastRange | null; isCurrent: boolean };

function ReachLine(props: ReachLineProps) {
  const { text, isWarning } = reachText(props);
  if (!isWarning) return <p className="text-sm text-ink-muted">{text}</p>;
  return (
    <p className="text-sm text-warn">
      <TriangleAlert aria-hidden="true" className="mr-1.5 mb-0.5 inline size-3.5" />
      {text}
    </p>
  );
}

type BandProps = { from: number; to: number; className: string; children?: ReactNode };

function Band({ from, to, className, children }: BandProps) {
  if (to <= from) return null;
  return (
    <span
      className={`absolute inset-y-0 min-w-px rounded-sm ${className}`}
      style={{ left: `${from}%`, width: `${to - from}%` }}
    >
      {children}
    </span>
  );
}
