import type { ReactNode } from "react";

type ChannelBlockProps = { icon: ReactNode; title: string; action?: ReactNode; children: ReactNode };

export function ChannelBlock({ icon, title, action, children }: ChannelBlockProps) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 border-t border-line pt-4 first:border-t-0 first:pt-0">
      <div className="flex min-w-0 flex-[1_1_20rem] gap-3">
        <span aria-hidden="true" className="mt-0.5 text-ink-muted [&_svg]:size-4">
          {icon}
        </span>
        <div className="flex min-w-0 flex-1 flex-col gap-1.5">
          <h3 className="text-sm font-semibold">{title}</h3>
          {children}
        </div>
      </div>
      {action}
    </div>
  );
}
