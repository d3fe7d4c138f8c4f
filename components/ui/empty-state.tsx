import type { ReactNode } from "react";

type EmptyStateProps = {
  icon: ReactNode;
  title: string;
  /** What will appear here, and how to make it appear. */
  children: ReactNode;
  action?: ReactNode;
};

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-4 px-4 py-10 text-center">
      <span
        aria-hidden="true"
        className="flex size-10 items-center justify-center rounded-full bg-surface-muted text-ink-muted [&_svg]:size-5"
      >
        {icon}
      </span>
      <div className="flex max-w-prose flex-col gap-1">
        <h2 className="text-base font-semibold">{title}</h2>
        <div className="text-sm text-ink-muted">{children}</div>
      </div>
      {action}
    </div>
  );
}
