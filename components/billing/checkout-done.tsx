import { CircleCheck } from "lucide-react";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import type { CheckoutOutcome } from "./billing-actions.ts";
import { ExternalLink } from "./external-link.tsx";

type DoneOutcome = Extract<CheckoutOutcome, { state: "done" }>;

/** What a payment has brought. */
export function CheckoutDone({ outcome, billingHref }: { outcome: DoneOutcome; billingHref: string }) {
  return (
    <div role="status">
      <EmptyState
        icon={<CircleCheck className="text-good" />}
        title={doneTitle(outcome)}
        action={
          <ButtonLink tone="primary" href={billingHref}>
            Back to billing
          </ButtonLink>
        }
      >
        <DoneText outcome={outcome} />
      </EmptyState>
    </div>
  );
}

function doneTitle(outcome: DoneOutcome): string {
  switch (outcome.purpose) {
    case "plan":
      return `This workspace is on ${outcome.planName}`;
    case "credits":
      return `${exactDollarsLabel(outcome.amount)} of credits added`;
    default:
      return "The card is saved";
  }
}

function DoneText({ outcome }: { outcome: DoneOutcome }) {
  switch (outcome.purpose) {
    case "plan":
      return "Everything it includes can be used now.";
    case "credits":
      return (
        <>
          They can be spent now and do not expire while the workspace exists.
          {outcome.receiptUrl !== null && (
            <>
              {" "}
              <ExternalLink href={outcome.receiptUrl}>Receipt</ExternalLink>
            </>
          )}
        </>
      );
    default:
      return "The plan, seats and auto top-up are charged to it from now on.";
  }
}
