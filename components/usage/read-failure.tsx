import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { RefreshError } from "./refresh-error.ts";

/** In place of requests that could not be read. */
export function ReadFailure({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const isGone = error instanceof RefreshError && error.status === 404;
  return (
    <ErrorState
      title={isGone ? "This is not yours to see" : "The requests could not be read"}
      message={isGone ? "The request does not exist, or it is another person's." : "Nothing is lost. Try again."}
      errorId={error instanceof RefreshError ? error.requestId : null}
      action={<Button onClick={onRetry}>Try again</Button>}
    />
  );
}
