import type { ReactNode } from "react";
import { Alert } from "#components/ui/alert.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import type { BillingPageView, PaymentBanner } from "#lib/views/billing-page.ts";
import type { CreditsPart } from "#lib/views/credits-part.ts";
import type { UndoPlanChangeAction } from "./billing-actions.ts";
import { cardExpiry, cardLabel } from "./card-label.ts";
import { ExternalLink } from "./external-link.tsx";
import { PendingChangeBanner } from "./pending-change-banner.tsx";

type BillingBannersProps = {
  view: BillingPageView;
  credits: CreditsPart;
  undoPlanChangeAction: UndoPlanChangeAction;
};

/** What wants attention, the most urgent first. */
export function BillingBanners({ view, credits, undoPlanChangeAction }: BillingBannersProps) {
  const { payment, card, pendingChange, seats, payments } = view;
  return (
    <div className="flex flex-col gap-2 empty:hidden">
      {payment.kind !== "ok" && <PaymentMissing payment={payment} />}
      {credits.owed !== "0.00" && <OwedCredits owed={credits.owed} />}
      {credits.autoTopUp?.state === "stopped" && <AutoTopUpStopped autoTopUp={credits.autoTopUp} />}
      {card && card.expiry !== "valid" && <CardExpiry card={card} />}
      {seats.suspended > 0 && <SuspendedMembers seats={seats} planName={view.plan.name} />}
      {pendingChange && (
        <PendingChangeBanner
          pendingChange={pendingChange}
          current={{ planName: view.plan.name, seats: seats.isSold ? seats.total : null }}
          undoAction={undoPlanChangeAction}
        />
      )}
      {payments === "not_configured" && (
        <Alert tone="warn" title="Payments are not configured">
          <p>
            Nothing can be bought or changed here until whoever runs this console connects Stripe. What you already have
            keeps working.
          </p>
        </Alert>
      )}
      {payments === "simulated" && (
        <Alert tone="info" title="Simulated payments">
          <p>No money moves: this console is connected to a stand-in for Stripe, and only test cards are accepted.</p>
        </Alert>
      )}
    </div>
  );
}

function PaymentMissing({ payment }: { payment: Exclude<PaymentBanner, { kind: "ok" }> }) {
  const { amount, payUrl, daysLeft, until, since } = payment;
  const what = amount === null ? "A payment" : `A payment of ${exactDollarsLabel(amount)}`;
  const way = payUrl === null ? null : <ExternalLink href={payUrl}>Pay now</ExternalLink>;
  if (payment.kind === "read_only") {
    return (
      <Alert tone="bad" role="status" title="This workspace is read-only because a payment is missing">
        <p>
          {what} has been missing since <DateTime iso={since} precision="day" />. Requests are refused and nothing can
          be changed until it is paid; then everything works again at once. Nothing has been deleted.
        </p>
        <BannerActions>{way ?? "Change the card below to pay with another one."}</BannerActions>
      </Alert>
    );
  }
  return (
    <Alert
      tone="warn"
      role="status"
      title={`Payment failed: ${daysLeft} ${daysLeft === 1 ? "day" : "days"} left to pay`}
    >
      <p>
        {what} failed on <DateTime iso={since} precision="day" />. Everything works until <DateTime iso={until} />; from
        then on this workspace is read-only until it is paid.
      </p>
      <BannerActions>{way ?? "Change the card below to pay with another one."}</BannerActions>
    </Alert>
  );
}

function OwedCredits({ owed }: Pick<CreditsPart, "owed">) {
  return (
    <Alert tone="bad" role="status" title={`A reversed payment leaves ${exactDollarsLabel(owed)} uncovered`}>
      <p>Nothing can be spent from credits until it is covered. Buy credits for at least that amount.</p>
    </Alert>
  );
}

function AutoTopUpStopped({ autoTopUp }: { autoTopUp: NonNullable<CreditsPart["autoTopUp"]> }) {
  return (
    <Alert tone="warn" role="status" title="Auto top-up has stopped">
      <p>{autoTopUp.stoppedReason ?? "The last charge failed."} Nothing more is bought until you turn it on again.</p>
      {autoTopUp.payUrl !== null && (
        <BannerActions>
          <ExternalLink href={autoTopUp.payUrl}>Confirm the payment</ExternalLink>
        </BannerActions>
      )}
    </Alert>
  );
}

function CardExpiry({ card }: { card: NonNullable<BillingPageView["card"]> }) {
  const isExpired = card.expiry === "expired";
  return (
    <Alert
      tone="warn"
      title={isExpired ? `${cardLabel(card)} has expired` : `${cardLabel(card)} expires ${cardExpiry(card)}`}
    >
      <p>
        {isExpired ? "The next charge will fail." : "Charges after that will fail."} Change the card below to stay on
        your plan.
      </p>
    </Alert>
  );
}

function SuspendedMembers({ seats, planName }: { seats: BillingPageView["seats"]; planName: string }) {
  const { suspended, total } = seats;
  return (
    <Alert tone="warn" title={`${suspended} ${suspended === 1 ? "member has" : "members have"} no access`}>
      <p>
        {planName} admits {total} {total === 1 ? "member" : "members"} here. They keep their place and are back as soon
        as there is room for them.
      </p>
    </Alert>
  );
}

function BannerActions({ children }: { children: ReactNode }) {
  return <p className="pt-1">{children}</p>;
}
