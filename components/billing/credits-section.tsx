"use client";

import { Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ExactMoney } from "#components/ui/exact-money.tsx";
import { Section } from "#components/ui/section.tsx";
import type { CreditsPart } from "#lib/views/credits-part.ts";
import { AutoTopUpSummary } from "./auto-top-up-summary.tsx";
import type { BuyCreditsAction, SetAutoTopUpAction } from "./billing-actions.ts";
import { BuyCreditsDialog } from "./buy-credits-dialog.tsx";
import { PurchasesUnderWay } from "./purchases-under-way.tsx";

type CreditsSectionProps = {
  credits: CreditsPart;
  hasCard: boolean;
  /** How long the credits last, in words; null where usage is invoiced instead. */
  runway: string | null;
  buyCreditsAction: BuyCreditsAction;
  setAutoTopUpAction: SetAutoTopUpAction;
};

export function CreditsSection(props: CreditsSectionProps) {
  const { credits, hasCard, runway, buyCreditsAction, setAutoTopUpAction } = props;
  const [isBuying, setIsBuying] = useState(false);
  const refusal = buyRefusal(credits);
  return (
    <Section
      title="Credits"
      explanation="Prepaid money for tokens beyond what the plan includes, overage sessions and Active base fees. It does not expire while the workspace exists."
      action={
        credits.mayBuy &&
        credits.isConfigured && (
          <Button tone="primary" disabled={refusal !== null} onClick={() => setIsBuying(true)}>
            <Plus aria-hidden="true" />
            Buy credits
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-5">
        <dl className="grid grid-cols-1 gap-x-6 gap-y-4 sm:grid-cols-3">
          <Amount label="Balance" note="Bought and granted, less what was spent">
            <ExactMoney exact={credits.balance} what="balance" />
          </Amount>
          <Amount label="Held" note="Set aside for requests under way">
            <ExactMoney exact={credits.held} what="amount held" />
          </Amount>
          <Amount label="Available" note={runway ?? "Usage does not draw on them."}>
            <ExactMoney exact={credits.available} what="available credits" />
          </Amount>
        </dl>
        <PurchasesUnderWay topUps={credits.topUps} />
        {refusal !== null && <p className="text-sm text-ink-muted">{refusal}</p>}
        <AutoTopUpSummary
          autoTopUp={credits.autoTopUp}
          canChange={refusal === null}
          hasCard={hasCard}
          setAutoTopUpAction={setAutoTopUpAction}
        />
      </div>
      <BuyCreditsDialog
        isOpen={isBuying}
        onOpenChange={setIsBuying}
        isSimulated={credits.isSimulated}
        buyCreditsAction={buyCreditsAction}
      />
    </Section>
  );
}

/** Why nothing can be bought, in words; null when it can. */
function buyRefusal({ isConfigured, mayBuy, isReadOnly }: CreditsPart): string | null {
  if (!isConfigured) return "Credits cannot be bought until payments are configured.";
  if (!mayBuy) return "Your role may see credits but not buy them. Ask an owner, an admin or a billing member.";
  if (isReadOnly) return "Pay the overdue invoice first: until then credits could not be spent, so none can be bought.";
  return null;
}

function Amount({ label, note, children }: { label: string; note: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <dt className="text-sm text-ink-muted">{label}</dt>
      <dd className="flex flex-col gap-0.5">
        <span className="text-title font-semibold tracking-tight">{children}</span>
        <span className="text-xs text-ink-muted">{note}</span>
      </dd>
    </div>
  );
}
