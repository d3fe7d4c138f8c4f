import type { ChartAxis } from "./chart-axis.ts";

/** The labels of the left axis; as wide as its longest, so that charts of small and large amounts both fit. */
export function ValueAxis({ axis }: { axis: ChartAxis }) {
  const longest = Math.max(...axis.ticks.map(({ label }) => label.length));
  return (
    <div aria-hidden="true" className="relative h-64 shrink-0 text-xs text-ink-muted" style={{ width: `${longest}ch` }}>
      {axis.ticks.map(({ height, label }) => (
        <span
          key={height}
          className="figures absolute right-0 translate-y-1/2"
          style={{ bottom: `${(100 * height) / axis.top}%` }}
        >
          {label}
        </span>
      ))}
    </div>
  );
}
