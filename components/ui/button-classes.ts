import { clsx } from "clsx";

export type ButtonTone = "primary" | "secondary" | "ghost" | "danger";
export type ButtonSize = "sm" | "md";

const BASE =
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap select-none transition-colors aria-disabled:cursor-not-allowed disabled:cursor-not-allowed disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0";

const SIZES: Record<ButtonSize, string> = { sm: "h-7 px-2.5 text-sm", md: "h-9 px-3.5 text-base" };

const TONES: Record<ButtonTone, string> = {
  primary: "bg-accent text-accent-ink enabled:hover:bg-accent-hover [a]:hover:bg-accent-hover",
  secondary:
    "border border-line bg-surface text-ink shadow-card enabled:hover:bg-surface-hover data-popup-open:bg-surface-hover [a]:hover:bg-surface-hover",
  ghost:
    "text-ink-muted enabled:hover:bg-surface-hover enabled:hover:text-ink data-popup-open:bg-surface-hover [a]:hover:bg-surface-hover [a]:hover:text-ink",
  danger: "bg-danger text-accent-ink enabled:hover:bg-danger-hover",
};

/** The look shared by buttons and by links that look like buttons. */
export function buttonClasses(tone: ButtonTone, size: ButtonSize, className?: string): string {
  return clsx(BASE, SIZES[size], TONES[tone], className);
}
