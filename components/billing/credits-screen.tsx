import { PageHeader } from "#components/shell/page-header.tsx";
import { Alert } from "#components/ui/alert.tsx";
import type { CreditsPageView } from "#lib/views/credits-page.ts";
import type { BuyCreditsAction, SetAutoTopUpAction } from "./billing-actions.ts";
import { CreditHistorySection } from "./credit-history-section.tsx";
import { CreditsSection } from "./credits-section.tsx";
import { runwayText } from "./runway-text.ts";

type CreditsScreenProps = {
  view: CreditsPageView;
  /** Whether the history starts further back than at its newest entry. */
  isHistoryPaged: boolean;
  creditsHref: string;
  exportHref: string;
  buyCreditsAction: BuyCreditsAction;
  setAutoTopUpAction: SetAutoTopUpAction;
};

export function CreditsScreen({ view, isHistoryPaged, creditsHref, exportHref, ...actions }: CreditsScreenProps) {
  const { credits, runway, hasCard, isPostpaid } = view;
  return (
    <div className="flex flex-col gap-5">
      <PageHeader title="Credits" description="Prepaid money, and every movement of it to the last digit." />
      {isPostpaid && (
        <Alert tone="info" title="Usage of this workspace is invoiced">
          <p>By contract it comes on the monthly invoice and does not draw on credits.</p>
        </Alert>
      )}
      <div className="flex flex-col gap-6">
        <CreditsSection
          credits={credits}
          hasCard={hasCard}
          runway={isPostpaid ? null : runwayText(runway)}
          {...actions}
        />
        <CreditHistorySection
          history={credits.history}
          filter={view.filter}
          periods={view.periods}
          creditsHref={creditsHref}
          exportHref={exportHref}
          isPaged={isHistoryPaged}
        />
      </div>
    </div>
  );
}
