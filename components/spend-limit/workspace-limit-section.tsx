"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { ExactMoney } from "#components/ui/exact-money.tsx";
import { Section } from "#components/ui/section.tsx";
import { writeAlertPercents } from "#lib/domain/alerts/alert-percents-text.ts";
import type { SpendLimitRow, SpendLimitsView } from "#lib/views/spend-limit.ts";
import { LimitDialog } from "./limit-dialog.tsx";
import { LimitFigure } from "./limit-figure.tsx";
import { RemoveLimitDialog } from "./remove-limit-dialog.tsx";
import type { SpendLimitActions } from "./spend-limit-actions.ts";
import { SpendingBar } from "./spending-bar.tsx";

type WorkspaceLimitSectionProps = {
  view: SpendLimitsView;
  workspaceId: string;
  onChanged: () => void;
  actions: SpendLimitActions;
};

export function WorkspaceLimitSection({ view, workspaceId, onChanged, actions }: WorkspaceLimitSectionProps) {
  const [open, setOpen] = useState<"set" | "remove" | null>(null);
  const limit = view.limits.find(({ scope }) => scope === "workspace") ?? null;
  const { settled, held } = view;
  const close = () => setOpen(null);
  return (
    <Section
      title="This workspace"
      explanation="A hard cap on what usage may cost in a month: tokens beyond the included inference, overage sessions and base fees."
      action={
        view.canSet && (
          <span className="flex flex-wrap gap-2">
            {limit && <Button onClick={() => setOpen("remove")}>Remove limit</Button>}
            <Button tone="primary" onClick={() => setOpen("set")}>
              {limit ? "Change limit" : "Set a limit"}
            </Button>
          </span>
        )
      }
    >
      <div className="flex flex-col gap-4">
        {limit && <SpendingBar {...limit} />}
        <Figures view={view} limit={limit} />
        <p className="text-sm text-ink-muted">
          {view.period.label}. Counts from zero again on <DateTime iso={view.resetsAt} />.
        </p>
        <p className="text-sm text-ink-muted">{limit ? alertsText(limit) : NO_LIMIT}</p>
      </div>
      {open === "set" && (
        <LimitDialog
          subject={{ scope: "workspace", scopeId: workspaceId, name: null, settled, held }}
          current={limit}
          onClose={close}
          onChanged={onChanged}
          setLimitAction={actions.setLimit}
        />
      )}
      {open === "remove" && limit && (
        <RemoveLimitDialog
          limit={limit}
          onClose={close}
          onChanged={onChanged}
          removeLimitAction={actions.removeLimit}
        />
      )}
    </Section>
  );
}

const NO_LIMIT =
  "No limit is set. Prepaid usage is bound by the credits; usage that a contract invoices is bound by nothing.";

function Figures({ view, limit }: { view: SpendLimitsView; limit: SpendLimitRow | null }) {
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-4 sm:grid-cols-2 lg:grid-cols-4">
      {limit && (
        <LimitFigure label="Limit" note="A month, in UTC">
          <ExactMoney exact={limit.limit} what="limit" />
        </LimitFigure>
      )}
      <LimitFigure label="Spent" note="Charged exactly, for good">
        <ExactMoney exact={view.settled} what="amount spent" />
      </LimitFigure>
      <LimitFigure label="Held" note="The most that requests under way can cost">
        <ExactMoney exact={view.held} what="amount held" />
      </LimitFigure>
      {limit && (
        <LimitFigure
          label="Available"
          note={limit.available === "0.00" ? "New requests are refused" : "For requests that can cost no more"}
        >
          <ExactMoney exact={limit.available} what="amount available" />
        </LimitFigure>
      )}
    </dl>
  );
}

function alertsText({ alertAtPercent, hasPaceAlert }: SpendLimitRow): string {
  const at = alertAtPercent.length === 0 ? null : `at ${writeAlertPercents(alertAtPercent)}`;
  if (at === null) return hasPaceAlert ? "Alerts on pace only." : "No alerts.";
  return `Alerts ${at}${hasPaceAlert ? ", and when the pace would reach the limit" : ""}. Each once a month.`;
}
