import { clsx } from "clsx";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

export type AlertTone = "info" | "good" | "warn" | "bad";

type AlertProps = {
  tone: AlertTone;
  title?: string;
  /** "alert" interrupts a screen reader, "status" waits its turn; absent says nothing by itself. */
  role?: "alert" | "status";
  children?: ReactNode;
};

const TONES = {
  info: { classes: "bg-accent-soft text-accent-text", Icon: Info },
  good: { classes: "bg-good-soft text-good", Icon: CircleCheck },
  warn: { classes: "bg-warn-soft text-warn", Icon: TriangleAlert },
  bad: { classes: "bg-bad-soft text-bad", Icon: CircleAlert },
} as const;

/** A short message in place, about what is around it. */
export function Alert({ tone, title, role, children }: AlertProps) {
  const { classes, Icon } = TONES[tone];
  return (
    <div role={role} className={clsx("flex items-start gap-2.5 rounded-lg px-3.5 py-3 text-sm", classes)}>
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="flex min-w-0 flex-col gap-0.5">
        {title && <p className="font-medium">{title}</p>}
        <div className="flex flex-col gap-0.5 text-ink">{children}</div>
      </div>
    </div>
  );
}
