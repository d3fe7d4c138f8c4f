import { LINE_COLUMN, LINE_HEIGHT, linePath } from "./line-path.ts";

export type ChartLine = {
  key: string;
  /** In plotted units, one for each column; null where there is none. */
  values: (number | null)[];
  color: string;
  isDashed?: boolean;
};

type ChartLinesProps = { lines: readonly ChartLine[]; top: number; columnCount: number; pointedAt: number | null };

/** Thin lines over a halo of background, to be seen across columns of any colour. */
export function ChartLines({ lines, top, columnCount, pointedAt }: ChartLinesProps) {
  const path = { fill: "none", vectorEffect: "non-scaling-stroke", strokeLinejoin: "round" } as const;
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0">
      <svg
        aria-hidden="true"
        viewBox={`0 0 ${columnCount * LINE_COLUMN} ${LINE_HEIGHT}`}
        preserveAspectRatio="none"
        className="absolute inset-0 size-full overflow-visible"
      >
        {lines.map(({ key, values, color, isDashed }) => (
          <g key={key}>
            <path d={linePath(values, top)} {...path} stroke="var(--surface)" strokeOpacity={0.85} strokeWidth={3.5} />
            <path
              d={linePath(values, top)}
              {...path}
              stroke={color}
              strokeWidth={1.5}
              strokeDasharray={isDashed ? "5 3" : undefined}
            />
          </g>
        ))}
      </svg>
      {pointedAt !== null &&
        lines.map(({ key, values, color }) => (
          <LineDot key={key} value={values[pointedAt] ?? null} {...{ color, top, columnCount }} index={pointedAt} />
        ))}
    </div>
  );
}

type LineDotProps = { value: number | null; color: string; top: number; index: number; columnCount: number };

function LineDot({ value, color, top, index, columnCount }: LineDotProps) {
  if (value === null) return null;
  return (
    <span
      className="absolute size-2 -translate-x-1/2 translate-y-1/2 rounded-full ring-1 ring-surface"
      style={{
        background: color,
        left: `${(100 * (index + 0.5)) / columnCount}%`,
        bottom: `${(100 * value) / top}%`,
      }}
    />
  );
}
