import { clsx } from "clsx";

/** Stands where content will be, in its final size. */
export function Skeleton({ className }: { className: string }) {
  return <span aria-hidden="true" className={clsx("block animate-pulse rounded-md bg-surface-hover", className)} />;
}
