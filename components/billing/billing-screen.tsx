import { SeatsSection } from "#components/seats/seats-section.tsx";
import type { BillingPageView } from "#lib/views/billing-page.ts";
import type { CreditsPart } from "#lib/views/credits-part.ts";
import type { PaymentsPart } from "#lib/views/payments-part.ts";
import type { BillingActions } from "./billing-actions.ts";
import { BillingBanners } from "./billing-banners.tsx";
import { BillingHeader } from "./billing-header.tsx";
import { ContractSection } from "./contract-section.tsx";
import { CreditHistorySection } from "./credit-history-section.tsx";
import { CreditsSection } from "./credits-section.tsx";
import { OpenInvoicesSection } from "./open-invoices-section.tsx";
import { PaymentMethodSection } from "./payment-method-section.tsx";
import { PaymentsSection } from "./payments-section.tsx";
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
  /** Whether the credit history starts further back than at its newest entry. */
  isHistoryPaged: boolean;
  /** The same of the payments. */
  arePaymentsPaged: boolean;
  actions: BillingActions;
};

export function BillingScreen({ view, credits, payments, actions, ...rest }: BillingScreenProps) {
  const { billingHref, membersHref, contactSalesHref, isHistoryPaged, arePaymentsPaged } = rest;
  const hasCredits = !view.contract?.isPostpaid || credits.history.entries.length > 0;
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
        <PlanOverview view={view} credits={credits} />
        {payments.open.length > 0 && <OpenInvoicesSection payments={payments} />}
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
        {hasCredits && (
          <CreditsSection
            credits={credits}
            hasCard={view.card !== null}
            isMain={view.plan.id !== "starter" && !credits.isReadOnly}
            buyCreditsAction={actions.buyCredits}
            setAutoTopUpAction={actions.setAutoTopUp}
          />
        )}
        {!view.contract && <PaymentMethodSection view={view} changeCardAction={actions.changeCard} />}
        <PaymentsSection payments={payments} billingHref={billingHref} isPaged={arePaymentsPaged} />
        {hasCredits && (
          <CreditHistorySection history={credits.history} billingHref={billingHref} isPaged={isHistoryPaged} />
        )}
      </div>
    </div>
  );
}
