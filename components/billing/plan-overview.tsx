import { clsx } from "clsx";
import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import type { BillingPageView } from "#lib/views/billing-page.ts";
import { cardExpiry, cardLabel } from "./card-label.ts";

/** The answers most people come for: what it costs, when, and from what. */
export function PlanOverview({ view }: { view: BillingPageView }) {
  return (
    <Card>
      <dl className="grid grid-cols-1 divide-y divide-line sm:grid-cols-2 sm:divide-y-0 xl:grid-cols-[minmax(0,1.4fr)_repeat(2,minmax(0,1fr))] xl:divide-x">
        <Fact label="Plan" note={priceNote(view)} isMain>
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {view.plan.name}
            <PaymentBadge view={view} />
          </span>
        </Fact>
        <NextCharge view={view} />
        <PaymentMethod view={view} />
      </dl>
    </Card>
  );
}

type FactProps = { label: string; note: ReactNode; isMain?: boolean; children: ReactNode };

function Fact({ label, note, isMain = false, children }: FactProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1 p-4 sm:p-5">
      <dt className="text-sm text-ink-muted">{label}</dt>
      <dd className="flex flex-col gap-1">
        <span
          className={clsx(
            "font-semibold tracking-tight",
            isMain ? "text-title xl:text-figure" : "text-lg sm:text-title xl:leading-9",
          )}
        >
          {children}
        </span>
        <span className="text-sm text-ink-muted">{note}</span>
      </dd>
    </div>
  );
}

function priceNote({ plan, seats }: BillingPageView): string {
  if (plan.monthly === null || plan.id === "enterprise") return "Priced by contract";
  if (plan.id === "starter") return "Free, without a card";
  if (plan.perSeat === null) return `${exactDollarsLabel(plan.monthly)} a month`;
  const seatWord = seats.total === 1 ? "seat" : "seats";
  return `${exactDollarsLabel(plan.monthly)} a month: ${seats.total} ${seatWord} at ${exactDollarsLabel(plan.perSeat)}`;
}

const PAYMENT_BADGES = {
  ok: { tone: "good", word: "Paid", Icon: CircleCheck },
  grace: { tone: "warn", word: "Payment failed", Icon: TriangleAlert },
  read_only: { tone: "bad", word: "Read-only", Icon: CircleAlert },
} as const;

function PaymentBadge({ view: { plan, payment } }: { view: BillingPageView }) {
  const isPaidByCard = plan.id === "pro" || plan.id === "team";
  if (!isPaidByCard && payment.kind === "ok") return null;
  const { tone, word, Icon } = PAYMENT_BADGES[payment.kind];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden="true" />}>
      {word}
    </Badge>
  );
}

function NextCharge({ view }: { view: BillingPageView }) {
  const { nextCharge, plan, pendingChange } = view;
  if (nextCharge) {
    return (
      <Fact label="Next charge" note={<DateTime iso={nextCharge.at} />}>
        <span className="figures">{exactDollarsLabel(nextCharge.amount)}</span>
      </Fact>
    );
  }
  const note =
    plan.id === "starter"
      ? "Starter costs nothing"
      : pendingChange
        ? `${plan.name} ends with this period`
        : "Invoiced by contract";
  return (
    <Fact label="Next charge" note={note}>
      None
    </Fact>
  );
}

function PaymentMethod({ view: { card, contract } }: { view: BillingPageView }) {
  if (contract) {
    return (
      <Fact label="Payment" note={`Due within ${contract.netDays} days`}>
        By invoice
      </Fact>
    );
  }
  if (!card) {
    return (
      <Fact label="Payment method" note="Asked for when something is bought">
        No card
      </Fact>
    );
  }
  const isExpired = card.expiry === "expired";
  return (
    <Fact
      label="Payment method"
      note={
        <span className={card.expiry === "valid" ? undefined : "text-warn"}>
          {isExpired ? "Expired" : "Expires"} {cardExpiry(card)}
        </span>
      }
    >
      <span className="block text-lg wrap-anywhere xl:leading-9">{cardLabel(card)}</span>
    </Fact>
  );
}
