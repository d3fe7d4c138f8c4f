"use client";

import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";

type ScreenErrorProps = {
  /** The id under which the error was logged; null for one of the browser. */
  errorId: string | null;
  onRetry: () => void;
};

/** What an error boundary shows in place of a screen. */
export function ScreenError({ errorId, onRetry }: ScreenErrorProps) {
  return (
    <Card>
      <ErrorState
        level={1}
        title="Something went wrong"
        message="This screen could not be shown. Nothing was changed. Try again; if it keeps failing, send us the error id."
        errorId={errorId}
        action={
          <Button tone="primary" onClick={onRetry}>
            Try again
          </Button>
        }
      />
    </Card>
  );
}
