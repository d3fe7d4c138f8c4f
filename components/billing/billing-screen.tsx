import { SeatsSection } from "#components/seats/seats-section.tsx";
import type { BillingPageView } from "#lib/views/billing-page.ts";
import type { CreditsPart } from "#lib/views/credits-part.ts";
import type { BillingActions } from "./billing-actions.ts";
import { BillingBanners } from "./billing-banners.tsx";
import { BillingHeader } from "./billing-header.tsx";
import { ContractSection } from "./contract-section.tsx";
import { PaymentMethodSection } from "./payment-method-section.tsx";
import { PeriodSection, type PeriodSectionProps } from "./period-section.tsx";
import { PlanOverview } from "./plan-overview.tsx";
import { PlanSection } from "./plan-section.tsx";
import { StarterSection } from "./starter-section.tsx";

type BillingScreenProps = {
  view: BillingPageView;
  credits: CreditsPart;
  billingHref: string;
  membersHref: string;
  contactSalesHref: string | null;
  period: Omit<PeriodSectionProps, "billingHref">;
  actions: BillingActions;
};

export function BillingScreen({ view, credits, actions, ...rest }: BillingScreenProps) {
  const { billingHref, membersHref, contactSalesHref, period } = rest;
  return (
    <div className="flex flex-col gap-5">
      <BillingHeader />
      <BillingBanners view={view} credits={credits} undoPlanChangeAction={actions.undoPlanChange} />
      <div className="flex flex-col gap-6">
        <PlanOverview view={view} />
        <PeriodSection {...period} billingHref={billingHref} />
        {view.plan.id === "starter" && <StarterSection view={view} />}
        {view.contract && <ContractSection contract={view.contract} />}
        <PlanSection
          view={view}
          billingHref={billingHref}
          contactSalesHref={contactSalesHref}
          quoteChangeAction={actions.quoteChange}
        />
        {view.seats.isSold && (
          <SeatsSection
            view={view}
            billingHref={billingHref}
            membersHref={membersHref}
            quoteChangeAction={actions.quoteChange}
          />
        )}
        {!view.contract && <PaymentMethodSection view={view} changeCardAction={actions.changeCard} />}
      </div>
    </div>
  );
}
