import type { ReactNode } from "react";

type EmptyStateProps = {
  icon: ReactNode;
  title: string;
  /** What will appear here, and how to make it appear. */
  children: ReactNode;
  action?: ReactNode;
  /** 1 where it is the whole screen. */
  level?: 1 | 2;
};

export function EmptyState({ icon, title, children, action, level = 2 }: EmptyStateProps) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div className="flex flex-col items-center gap-4 px-4 py-10 text-center">
      <span
        aria-hidden="true"
        className="flex size-10 items-center justify-center rounded-full bg-surface-muted text-ink-muted [&_svg]:size-5"
      >
        {icon}
      </span>
      <div className="flex max-w-prose flex-col gap-1">
        <Heading className="text-base font-semibold">{title}</Heading>
        <div className="text-sm text-ink-muted">{children}</div>
      </div>
      {action}
    </div>
  );
}
