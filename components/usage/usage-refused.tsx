import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Card } from "#components/ui/card.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { RefreshError } from "./refresh-error.ts";
import { refreshState } from "./refresh-state.ts";

type UsageRefusedProps = { error: Error | null; onRetry: () => void; signInHref: string };

/** In place of figures that were asked for and not given, for those of another choice would mislead. */
export function UsageRefused({ error, onRetry, signInHref }: UsageRefusedProps) {
  const isSignedOut = refreshState(error) === "signed_out";
  return (
    <Card>
      <ErrorState
        title={isSignedOut ? "You are signed out" : "These figures could not be read"}
        message={
          isSignedOut
            ? "Sign in again to go on where you were."
            : "Nothing is lost. Try again, or choose another period or other filters."
        }
        errorId={error instanceof RefreshError ? error.requestId : null}
        action={
          isSignedOut ? (
            <ButtonLink href={signInHref}>Sign in again</ButtonLink>
          ) : (
            <Button onClick={onRetry}>Try again</Button>
          )
        }
      />
    </Card>
  );
}
