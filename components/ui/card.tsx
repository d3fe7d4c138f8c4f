import { clsx } from "clsx";
import type { ReactNode } from "react";

/** A plain surface. Never put one inside another. */
export function Card({ className, children }: { className?: string; children: ReactNode }) {
  return <div className={clsx("min-w-0 rounded-lg border border-line bg-surface", className)}>{children}</div>;
}
