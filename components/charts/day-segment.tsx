import type { BarShapeProps } from "recharts";
import type { CostPoint } from "./daily-cost-series.ts";

type DaySegmentProps = { bar: BarShapeProps; color: string; hatch: string };

const GAP = 1;
const MIN_HEIGHT_WITH_GAP = 4;

/** One series' part of a day's bar; a hairline of background parts it from the next. */
export function DaySegment({ bar, color, hatch }: DaySegmentProps) {
  const { x, y, width, height } = bar;
  if (!height) return null;
  const point: CostPoint = bar.payload;
  const visibleHeight = height >= MIN_HEIGHT_WITH_GAP ? height - GAP : height;
  return <rect x={x} y={y} width={width} height={visibleHeight} fill={point.state === "unfinished" ? hatch : color} />;
}
