import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { QuotableId } from "./quotable-id.tsx";

type ErrorStateProps = {
  title: string;
  message: string;
  errorId: string | null;
  action: ReactNode;
  /** 1 where it is the whole screen. */
  level?: 1 | 2;
};

/** Stands in for content that could not be shown: what happened, the id to quote, and a way on. */
export function ErrorState({ title, message, errorId, action, level = 2 }: ErrorStateProps) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div role="alert" className="flex flex-col items-center gap-4 px-4 py-12 text-center">
      <span className="flex size-10 items-center justify-center rounded-full bg-bad-soft text-bad">
        <TriangleAlert aria-hidden="true" className="size-5" />
      </span>
      <div className="flex max-w-prose flex-col gap-1">
        <Heading className="text-base font-semibold">{title}</Heading>
        <p className="text-sm text-ink-muted">{message}</p>
      </div>
      {errorId && (
        <div className="text-ink-muted">
          <QuotableId name="Error id" value={errorId} />
        </div>
      )}
      <div className="flex flex-wrap justify-center gap-2">{action}</div>
    </div>
  );
}
