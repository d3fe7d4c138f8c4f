import { clsx } from "clsx";

/** The look of whatever floats above the page beside its trigger. */
export function popupClasses(className?: string): string {
  return clsx(
    "origin-(--transform-origin) rounded-lg bg-surface-raised text-ink shadow-popup outline-hidden transition-[scale,opacity] duration-100 data-ending-style:opacity-0 data-starting-style:scale-[0.98] data-starting-style:opacity-0",
    className,
  );
}
