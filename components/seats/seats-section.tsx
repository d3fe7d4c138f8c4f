"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { QuoteChangeAction } from "#components/billing/billing-actions.ts";
import { ActionAlert } from "#components/ui/action-alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Section } from "#components/ui/section.tsx";
import { useAction } from "#components/ui/use-action.ts";
import type { BillingPageView } from "#lib/views/billing-page.ts";
import { seatChangeText } from "./seat-change-text.ts";
import { SeatField } from "./seat-field.tsx";
import { SeatUse } from "./seat-use.tsx";

type SeatsSectionProps = {
  view: BillingPageView;
  billingHref: string;
  membersHref: string;
  quoteChangeAction: QuoteChangeAction;
};

/** Seats of a plan that sells them one by one: how many are used, and the way to more or fewer. */
export function SeatsSection({ view, billingHref, membersHref, quoteChangeAction }: SeatsSectionProps) {
  const { seats } = view;
  const refusal = changeRefusal(view);
  return (
    <Section
      title="Seats"
      explanation="Each seat admits one member and adds to what the plan includes. Added seats are paid for at once, prorated; removed ones leave when the next period begins."
      action={
        <ButtonLink size="sm" href={membersHref}>
          See members
        </ButtonLink>
      }
    >
      {/* An anchor, for who comes from the members. */}
      <div id="seats" className="grid scroll-mt-24 gap-x-8 gap-y-5 sm:grid-cols-2">
        <SeatUse seats={seats} />
        {refusal === null ? (
          <ChangeSeats view={view} billingHref={billingHref} quoteChangeAction={quoteChangeAction} />
        ) : (
          <p className="text-sm text-ink-muted">{refusal}</p>
        )}
      </div>
    </Section>
  );
}

type ChangeSeatsProps = Omit<SeatsSectionProps, "membersHref">;

function ChangeSeats({ view: { seats, plan }, billingHref, quoteChangeAction }: ChangeSeatsProps) {
  const router = useRouter();
  const [wanted, setWanted] = useState(seats.total);
  const { run, isPending, failure } = useAction(quoteChangeAction, ({ quoteId }) =>
    router.push(`${billingHref}/quote/${quoteId}`),
  );
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== seats.total) run({ plan: plan.id, seats: wanted });
      }}
    >
      <SeatField
        seats={wanted}
        minimum={seats.minimum}
        onChange={setWanted}
        help={seatChangeText({ now: seats.total, wanted, minimum: seats.minimum, perSeat: plan.perSeat })}
        error={failure?.fieldErrors.seats}
      />
      {failure && !failure.fieldErrors.seats && <ActionAlert failure={failure} />}
      <div>
        <Button type="submit" disabled={wanted === seats.total} isPending={isPending}>
          See the price
        </Button>
      </div>
    </form>
  );
}

function changeRefusal({ can, payments, payment }: BillingPageView): string | null {
  if (payments === "not_configured") return "Seats cannot be changed until payments are configured.";
  if (payment.kind === "read_only") return "Seats can be changed again once the missing payment is made.";
  return can.changeSeats ? null : "Only an owner of this workspace can add or remove seats.";
}
