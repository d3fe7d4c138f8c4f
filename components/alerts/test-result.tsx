import { ActionAlert } from "#components/ui/action-alert.tsx";
import type { ActionFailure } from "#components/ui/action-failure.ts";
import { Alert } from "#components/ui/alert.tsx";
import type { TestOutcome } from "./alert-actions.ts";

/** What became of a test, where it was asked for. */
export function TestResult({ outcome, failure }: { outcome: TestOutcome | null; failure: ActionFailure | null }) {
  if (failure) return <ActionAlert failure={failure} />;
  if (!outcome) return null;
  switch (outcome.outcome) {
    case "sent":
      return (
        <Alert tone="good" role="status" title="Test sent">
          <p>It is on its way; the log below says when the mail server took it.</p>
        </Alert>
      );
    case "received":
      return (
        <Alert tone="good" role="status" title="Test received">
          <p>The webhook answered that it has it.</p>
        </Alert>
      );
    default:
      return (
        <Alert tone="bad" role="alert" title="The test was not received">
          <p>{outcome.error}</p>
        </Alert>
      );
  }
}
