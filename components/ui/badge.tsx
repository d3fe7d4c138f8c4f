import { clsx } from "clsx";
import type { ReactNode } from "react";

export type BadgeTone = "neutral" | "good" | "warn" | "bad";

type BadgeProps = { tone?: BadgeTone; icon?: ReactNode; children: ReactNode };

const TONES: Record<BadgeTone, string> = {
  neutral: "bg-surface-muted text-ink-muted",
  good: "bg-good-soft text-good",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
};

/** One word about a state; its colour only repeats what the word and icon say. */
export function Badge({ tone = "neutral", icon, children }: BadgeProps) {
  return (
    <span
      className={clsx(
        "inline-flex h-5 shrink-0 items-center gap-1 rounded-full px-2 text-xs font-medium whitespace-nowrap [&_svg]:size-3",
        TONES[tone],
      )}
    >
      {icon}
      {children}
    </span>
  );
}
