import { SeatsSection } from "#components/seats/seats-section.tsx";
import type { BillingPageView } from "#lib/views/billing-page.ts";
import type { CreditsPart } from "#lib/views/credits-part.ts";
import type { PaymentsPart } from "#lib/views/payments-part.ts";
import type { BillingActions } from "./billing-actions.ts";
import { BillingBanners } from "./billing-banners.tsx";
import { BillingHeader } from "./billing-header.tsx";
import { ContractSection } from "./contract-section.tsx";
import { OpenInvoicesSection } from "./open-invoices-section.tsx";
import { OwnRatesSection } from "./own-rates-section.tsx";
import { PaymentMethodSection } from "./payment-method-section.tsx";
import { PaymentsSection } from "./payments-section.tsx";
import { PeriodSection, type PeriodSectionProps } from "./period-section.tsx";
import { PlanOverview } from "./plan-overview.tsx";
import { PlanSection } from "./plan-section.tsx";
import { StarterSection } from "./starter-section.tsx";

type BillingScreenProps = {
  view: BillingPageView;
  credits: CreditsPart;
  payments: PaymentsPart;
  billingHref: string;
  membersHref: string;
  contactSalesHref: string | null;
  period: Omit<PeriodSectionProps, "billingHref">;
  /** Whether the payments start further back than at the newest. */
  arePaymentsPaged: boolean;
  actions: BillingActions;
};

export function BillingScreen({ view, credits, payments, actions, ...rest }: BillingScreenProps) {
  const { billingHref, membersHref, contactSalesHref, period, arePaymentsPaged } = rest;
  return (
    <div className="flex flex-col gap-5">
      <BillingHeader />
      <BillingBanners
        view={view}
        credits={credits}
        overdue={payments.overdue}
        undoPlanChangeAction={actions.undoPlanChange}
      />
      <div className="flex flex-col gap-6">
        <PlanOverview view={view} />
        <PeriodSection {...period} billingHref={billingHref} />
        {payments.open.length > 0 && <OpenInvoicesSection payments={payments} />}
        {view.plan.id === "starter" && <StarterSection view={view} />}
        {view.contract && <ContractSection contract={view.contract} />}
        {view.ownRates.length > 0 && <OwnRatesSection rates={view.ownRates} />}
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
        <PaymentsSection payments={payments} billingHref={billingHref} isPaged={arePaymentsPaged} />
      </div>
    </div>
  );
}
