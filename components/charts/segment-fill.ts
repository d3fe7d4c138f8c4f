import type { CSSProperties } from "react";
import type { ChartSegment } from "./stacked-column.tsx";

/** Over a day that is not over; the surface shows through in stripes. */
export const UNFINISHED_HATCH = "repeating-linear-gradient(-45deg, transparent 0 3px, var(--surface) 3px 5px)";

/** What the plan covers is the same hue, faint within a line; what costs is solid. */
export function segmentFill(segment: Pick<ChartSegment, "color" | "texture"> | undefined): CSSProperties {
  if (segment === undefined) return {};
  const { color, texture } = segment;
  if (texture === "solid") return { background: color };
  return { background: `color-mix(in oklab, ${color} 26%, var(--surface))`, boxShadow: `inset 0 0 0 1px ${color}` };
}
