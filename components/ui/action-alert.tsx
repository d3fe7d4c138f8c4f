import { Alert } from "./alert.tsx";
import { QuotableId } from "./quotable-id.tsx";

type ActionAlertProps = { failure: { message: string; requestId: string | null } };

/** Why an action was refused, in the form that asked for it. */
export function ActionAlert({ failure }: ActionAlertProps) {
  return (
    <Alert tone="bad" role="alert">
      <p>{failure.message}</p>
      {failure.requestId && <QuotableId name="Request id" value={failure.requestId} />}
    </Alert>
  );
}
