import type { ReactNode } from "react";

type LimitFigureProps = { label: string; note: ReactNode; children: ReactNode };

export function LimitFigure({ label, note, children }: LimitFigureProps) {
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <dt className="text-sm text-ink-muted">{label}</dt>
      <dd className="flex flex-col gap-0.5">
        <span className="text-title font-semibold tracking-tight">{children}</span>
        <span className="text-xs text-ink-muted">{note}</span>
      </dd>
    </div>
  );
}
