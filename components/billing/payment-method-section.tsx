"use client";

import { CreditCard } from "lucide-react";
import { ActionAlert } from "#components/ui/action-alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { Section } from "#components/ui/section.tsx";
import type { BillingPageView } from "#lib/views/billing-page.ts";
import type { ChangeCardAction } from "./billing-actions.ts";
import { cardExpiry, cardLabel } from "./card-label.ts";
import { usePaymentPage } from "./use-payment-page.ts";

type PaymentMethodSectionProps = { view: BillingPageView; changeCardAction: ChangeCardAction };

export function PaymentMethodSection({ view, changeCardAction }: PaymentMethodSectionProps) {
  const { run, isPending, failure } = usePaymentPage(changeCardAction);
  const { card, can, payments } = view;
  const canChange = can.changeCard && payments !== "not_configured";
  return (
    <Section
      title="Payment method"
      explanation="The card that pays for the plan, seats and auto top-up. It is kept by Stripe, never here."
      action={
        canChange && (
          <Button size="sm" onClick={() => run()} isPending={isPending}>
            {card ? "Change card" : "Add a card"}
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-3">
        <div className="flex items-center gap-3">
          <span className="flex size-9 shrink-0 items-center justify-center rounded-md bg-surface-muted text-ink-muted">
            <CreditCard aria-hidden="true" className="size-4" />
          </span>
          {card ? <CardFacts card={card} /> : <p className="text-sm text-ink-muted">{noCardText(view)}</p>}
        </div>
        {!canChange && <p className="text-sm text-ink-muted">{changeRefusal(view)}</p>}
        {failure && <ActionAlert failure={failure} />}
      </div>
    </Section>
  );
}

function CardFacts({ card }: { card: NonNullable<BillingPageView["card"]> }) {
  const isValid = card.expiry === "valid";
  return (
    <div className="min-w-0">
      <p className="font-medium">{cardLabel(card)}</p>
      <p className={isValid ? "text-sm text-ink-muted" : "text-sm text-warn"}>
        {card.expiry === "expired" ? "Expired" : "Expires"} {cardExpiry(card)}
        {card.expiry === "expires_soon" && ", soon"}
      </p>
    </div>
  );
}

function noCardText({ plan }: BillingPageView): string {
  return plan.id === "starter"
    ? "No card is on file. Starter needs none; you are asked for one when you upgrade or buy credits."
    : "No card is on file.";
}

function changeRefusal({ payments }: BillingPageView): string {
  return payments === "not_configured"
    ? "Cards cannot be added until payments are configured."
    : "Only an owner or a billing member can change the card.";
}
