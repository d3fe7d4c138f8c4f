import { clsx } from "clsx";
import type { CSSProperties, ReactNode } from "react";
import { segmentFill, UNFINISHED_HATCH } from "./segment-fill.ts";

export type LegendEntry = {
  key: string;
  name: string;
  mark:
    | { kind: "series" | "covered"; color: string }
    | { kind: "line"; color: string; isDashed?: boolean }
    | { kind: "unfinished" }
    | { kind: "partial" };
};

export function ChartLegend({ entries }: { entries: readonly LegendEntry[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1.5 text-xs text-ink-muted">
      {entries.map(({ key, name, mark }) => (
        <li key={key} className="flex min-w-0 items-center gap-1.5">
          <LegendMark mark={mark} />
          <span title={name} className="max-w-60 truncate">
            {name}
          </span>
        </li>
      ))}
    </ul>
  );
}

function LegendMark({ mark }: Pick<LegendEntry, "mark">) {
  if (mark.kind === "line") {
    const style = mark.isDashed ? "border-dashed" : "border-solid";
    return <Mark className={clsx("w-3.5 border-t-[1.5px]", style)} style={{ borderColor: mark.color }} />;
  }
  if (mark.kind === "partial") return <Mark className="h-1 w-2.5 border-x-2 border-b-2 border-ink" />;
  if (mark.kind === "unfinished") {
    return (
      <Mark className="size-2.5 overflow-hidden rounded-[3px] bg-ink-subtle">
        <span className="block size-full" style={{ background: UNFINISHED_HATCH }} />
      </Mark>
    );
  }
  const texture = mark.kind === "covered" ? "covered" : "solid";
  return <Mark className="size-2.5 rounded-[3px]" style={segmentFill({ color: mark.color, texture })} />;
}

function Mark({ className, style, children }: { className: string; style?: CSSProperties; children?: ReactNode }) {
  return (
    <span aria-hidden="true" className={clsx("shrink-0", className)} style={style}>
      {children}
    </span>
  );
}
