import type { ReactNode } from "react";

type PageHeaderProps = {
  title: string;
  description?: ReactNode;
  /** The one primary action of the screen. */
  action?: ReactNode;
};

export function PageHeader({ title, description, action }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 flex-[1_1_18rem]">
        <h1 className="text-title font-semibold tracking-tight">{title}</h1>
        {description && <p className="mt-0.5 text-ink-muted">{description}</p>}
      </div>
      {action}
    </header>
  );
}
