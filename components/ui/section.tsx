import { clsx } from "clsx";
import { type ReactNode, useId } from "react";

type SectionProps = {
  title: string;
  /** One line that says what the section shows. */
  explanation?: ReactNode;
  action?: ReactNode;
  /** Lets the content reach the card's edges, as tables do. */
  isFlush?: boolean;
  children: ReactNode;
};

export function Section({ title, explanation, action, isFlush = false, children }: SectionProps) {
  const titleId = useId();
  return (
    <section aria-labelledby={titleId} className="min-w-0 rounded-lg border border-line bg-surface">
      <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3 px-4 pt-4 sm:px-5">
        <div className="min-w-0">
          <h2 id={titleId} className="text-base font-semibold">
            {title}
          </h2>
          {explanation && <p className="mt-0.5 text-sm text-ink-muted">{explanation}</p>}
        </div>
        {action}
      </header>
      <div className={clsx("pt-4", isFlush ? "overflow-hidden rounded-b-lg" : "px-4 pb-4 sm:px-5 sm:pb-5")}>
        {children}
      </div>
    </section>
  );
}
