import type { ReactNode } from "react";
import { Alert } from "#components/ui/alert.tsx";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import type { BillingPageView, PaymentBanner } from "#lib/views/billing-page.ts";
import type { CreditsPart } from "#lib/views/credits-part.ts";
import type { PaymentsPart } from "#lib/views/payments-part.ts";
import type { UndoPlanChangeAction } from "./billing-actions.ts";
import { cardExpiry, cardLabel } from "./card-label.ts";
import { ExternalLink } from "./external-link.tsx";
import { PendingChangeBanner } from "./pending-change-banner.tsx";

type BillingBannersProps = {
  view: BillingPageView;
  credits: CreditsPart;
  overdue: PaymentsPart["overdue"];
  undoPlanChangeAction: UndoPlanChangeAction;
};

/** What wants attention, the most urgent first. */
export function BillingBanners({ view, credits, overdue, undoPlanChangeAction }: BillingBannersProps) {
  const { payment, card, pendingChange, seats, payments } = view;
  return (
    <div className="flex flex-col gap-2 empty:hidden">
      {payment.kind !== "ok" && <PaymentMissing payment={payment} overdue={overdue} isSent={view.contract !== null} />}
      {credits.owed !== "0.00" && <OwedCredits owed={credits.owed} />}
      {credits.autoTopUp?.state === "stopped" && <AutoTopUpStopped autoTopUp={credits.autoTopUp} />}
      {credits.autoTopUp?.isHeldBack && <MaximumReached autoTopUp={credits.autoTopUp} />}
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

type PaymentMissingProps = {
  payment: Exclude<PaymentBanner, { kind: "ok" }>;
  overdue: PaymentsPart["overdue"];
  /** Whether invoices are sent instead of charged. */
  isSent: boolean;
};

function PaymentMissing({ payment, overdue, isSent }: PaymentMissingProps) {
  const { daysLeft, until, since } = payment;
  const what = missingText(payment, overdue);
  if (payment.kind === "read_only") {
    return (
      <Alert tone="bad" role="status" title="This workspace is read-only because a payment is missing">
        <p>
          {what} missing since <DateTime iso={since} precision="day" />. Requests are refused and nothing can be changed
          or bought until it is paid; then everything works again at once. Nothing has been deleted.
        </p>
        <BannerActions>
          <WayToPay payment={payment} overdue={overdue} />
        </BannerActions>
      </Alert>
    );
  }
  const left = `${daysLeft} ${daysLeft === 1 ? "day" : "days"} left to pay`;
  return (
    <Alert tone="warn" role="status" title={isSent ? `Invoice overdue: ${left}` : `Payment failed: ${left}`}>
      <p>
        {what} missing since <DateTime iso={since} precision="day" />. Everything works until <DateTime iso={until} />.
        From then on this workspace is read-only until it is paid.
      </p>
      <BannerActions>
        <WayToPay payment={payment} overdue={overdue} />
      </BannerActions>
    </Alert>
  );
}

function missingText({ amount }: PaymentMissingProps["payment"], overdue: PaymentsPart["overdue"]): string {
  if (overdue.count > 1) return `${overdue.count} payments of together ${exactDollarsLabel(overdue.amount)} have been`;
  return amount === null ? "A payment has been" : `A payment of ${exactDollarsLabel(amount)} has been`;
}

/** Where several are overdue, each has a page of its own. */
function WayToPay({ payment: { kind, payUrl }, overdue }: Omit<PaymentMissingProps, "isSent">) {
  if (overdue.count > 1) {
    return (
      <a href="#open-invoices" className="font-medium text-accent-text underline underline-offset-2">
        Pay each of the {overdue.count} open invoices below
      </a>
    );
  }
  if (payUrl !== null && kind === "read_only") return <PayButton href={payUrl} />;
  if (payUrl !== null) return <ExternalLink href={payUrl}>Pay now</ExternalLink>;
  return "Change the card below to pay with another one.";
}

/** The one thing that can be done here. */
function PayButton({ href }: { href: string }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className={buttonClasses("primary", "md")}>
      Pay now
      <span className="sr-only">(opens in a new tab)</span>
    </a>
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

function MaximumReached({ autoTopUp }: { autoTopUp: NonNullable<CreditsPart["autoTopUp"]> }) {
  return (
    <Alert tone="warn" title="Auto top-up has reached its monthly maximum">
      <p>
        {exactDollarsLabel(autoTopUp.boughtThisPeriod)} of at most {exactDollarsLabel(autoTopUp.monthlyMax)} was bought
        this month, and the balance is below the threshold. Nothing more is bought before the next month, unless you
        raise the maximum or buy credits yourself.
      </p>
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
