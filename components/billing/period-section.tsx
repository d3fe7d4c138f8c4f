"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { SpendingBar } from "#components/spend-limit/spending-bar.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { formatCount } from "#components/ui/format-count.ts";
import { Money } from "#components/ui/money.tsx";
import { Section } from "#components/ui/section.tsx";
import { useLiveView } from "#components/ui/use-live-view.ts";
import { AsOfStamp } from "#components/usage/as-of-stamp.tsx";
import type { BillingLiveView } from "#lib/views/billing-live.ts";

export type PeriodSectionProps = {
  initialView: BillingLiveView;
  /** Answers a GET with the same view as JSON. */
  endpoint: string;
  signInHref: string;
  billingHref: string;
  /** How long the credits last, in words; null where usage is invoiced by contract. */
  runway: string | null;
};

/** The period so far, kept fresh: what is spent, what the plan has covered, and what is left of the credits. */
export function PeriodSection({ initialView, endpoint, signInHref, billingHref, runway }: PeriodSectionProps) {
  const { view, error } = useLiveView(initialView, endpoint);
  return (
    <Section
      title="This period"
      explanation={
        <>
          {view.period}. Counts from zero again on <DateTime iso={view.resetsAt} />.
        </>
      }
      action={<AsOfStamp asOf={view.asOf} isCurrent error={error} signInHref={signInHref} />}
    >
      <div className="grid gap-x-8 gap-y-6 lg:grid-cols-3">
        <Spending view={view} href={`${billingHref}/spend-limit`} />
        <Included view={view} />
        <Credits view={view} href={`${billingHref}/credits`} runway={runway} />
      </div>
    </Section>
  );
}

const LINK = "text-sm font-medium text-accent-text hover:underline";

function Spending({ view, href }: { view: BillingLiveView; href: string }) {
  const { limit, settled, held, openHolds } = view;
  const requests = `${formatCount(openHolds)} open ${openHolds === 1 ? "hold" : "holds"}`;
  return (
    <Block title="Spent" figure={<Money exact={settled} />} of={limit && <Money exact={limit.amount} />}>
      {limit && <SpendingBar {...limit} />}
      <p>
        <Money exact={held} /> held by {requests}
        {limit && (
          <>
            , <Money exact={limit.available} /> available
          </>
        )}
        . Beyond the included inference.
      </p>
      <Link href={href} className={LINK}>
        {limit ? "Spend limit and open holds" : "Set a spend limit"}
      </Link>
    </Block>
  );
}

function Included({ view: { included } }: { view: BillingLiveView }) {
  if (included.granted === "0.00") {
    return (
      <Block title="Included inference" figure="None">
        <p>This plan covers no inference this period; everything is spent.</p>
      </Block>
    );
  }
  return (
    <Block
      title="Included inference used"
      figure={<Money exact={included.used} />}
      of={<Money exact={included.granted} />}
    >
      <SpendingBar
        settledShare={included.usedShare}
        heldShare={included.heldShare}
        alertAtPercent={[]}
        whole="included inference"
      />
      <p>
        <Money exact={included.left} /> left
        {included.held !== "0.00" && (
          <>
            , <Money exact={included.held} /> held
          </>
        )}
        , at list prices. It pays first and counts against no limit.
      </p>
      <p className="text-xs">
        A period opens with what was last paid for a whole one; the rest is added when its own invoice is paid, about an
        hour later.
      </p>
    </Block>
  );
}

function Credits({ view: { credits }, href, runway }: { view: BillingLiveView; href: string; runway: string | null }) {
  if (runway === null) {
    return (
      <Block title="Credits" figure="Not needed">
        <p>Usage of this workspace comes on the monthly invoice.</p>
        <Link href={href} className={LINK}>
          Credits
        </Link>
      </Block>
    );
  }
  return (
    <Block title="Credits available" figure={<Money exact={credits.available} />}>
      <p>
        <Money exact={credits.balance} /> balance, <Money exact={credits.held} /> held. {runway}
      </p>
      <Link href={href} className={LINK}>
        Buy credits and see their history
      </Link>
    </Block>
  );
}

type BlockProps = { title: string; figure: ReactNode; of?: ReactNode; children: ReactNode };

function Block({ title, figure, of, children }: BlockProps) {
  return (
    <div className="flex min-w-0 flex-col gap-2 text-sm text-ink-muted">
      <h3>{title}</h3>
      <p className="flex flex-wrap items-baseline gap-x-1.5">
        <span className="text-title font-semibold tracking-tight text-ink">{figure}</span>
        {of && <span>of {of}</span>}
      </p>
      {children}
    </div>
  );
}
