"use client";

import { useState } from "react";
import { DollarInput } from "#components/billing/dollar-input.tsx";
import { ActionAlert } from "#components/ui/action-alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { exactDollarsLabel } from "#components/ui/exact-dollars-label.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Section } from "#components/ui/section.tsx";
import { Select } from "#components/ui/select.tsx";
import { useAction } from "#components/ui/use-action.ts";
import type { DrillReport } from "#lib/domain/drill-report.ts";
import { fromExactDollars, type Nanos, toExactDollars } from "#lib/domain/money.ts";
import { parseSpendLimit } from "#lib/domain/spend-limit.ts";
import type { SpendLimitRow } from "#lib/views/spend-limit.ts";
import type { DrillOffer } from "#lib/views/spend-limit-page.ts";
import { DrillResult } from "./drill-result.tsx";
import { subjectName } from "./limit-words.ts";
import type { RunDrillAction } from "./spend-limit-actions.ts";

type DrillSectionProps = {
  offer: DrillOffer;
  /** The limits that a drill meets besides its own. */
  bounds: readonly SpendLimitRow[];
  runDrillAction: RunDrillAction;
};

const FIRST_LIMIT = "0.0005";
const MOST_REQUESTS = 60;

export function DrillSection({ offer, bounds, runDrillAction }: DrillSectionProps) {
  return (
    <Section
      title="Drill"
      explanation="Fires requests at a small scratch limit, all at once, and shows whether any got past it. The requests are real."
    >
      {offer.refusal === null ? (
        <DrillForm offer={offer} bounds={bounds} runDrillAction={runDrillAction} />
      ) : (
        <p className="text-sm text-ink-muted">{offer.refusal}</p>
      )}
    </Section>
  );
}

function DrillForm({ offer, bounds, runDrillAction }: DrillSectionProps) {
  const [modelId, setModelId] = useState(offer.models[0]?.modelId ?? "");
  const [limit, setLimit] = useState(FIRST_LIMIT);
  const [count, setCount] = useState(String(Math.min(MOST_REQUESTS, offer.burst ?? MOST_REQUESTS)));
  const [report, setReport] = useState<DrillReport | null>(null);
  const { run, isPending, failure } = useAction(runDrillAction, setReport);
  const { fieldErrors = {} } = failure ?? {};
  const parsed = parseSpendLimit(limit);
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setReport(null);
        run({ modelId, limit, requestCount: Number(count) });
      }}
    >
      <div className="grid gap-4 sm:grid-cols-3">
        <Field label="Model" error={fieldErrors.modelId}>
          <Select
            value={modelId}
            options={offer.models.map(({ modelId: value, name }) => ({ value, label: name }))}
            onChange={setModelId}
          />
        </Field>
        <Field label="Scratch limit" help="Above $0, up to $10." error={fieldErrors.limit}>
          <DollarInput value={limit} onChange={setLimit} />
        </Field>
        <Field label="Requests at once" help="From 1 to 500." error={fieldErrors.requestCount}>
          <Input value={count} onValueChange={setCount} inputMode="numeric" autoComplete="off" className="figures" />
        </Field>
      </div>
      <DrillCost offer={offer} bounds={bounds} limitNanos={parsed.isValid ? parsed.limitNanos : null} />
      {failure && Object.keys(fieldErrors).length === 0 && <ActionAlert failure={failure} />}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" isPending={isPending}>
          Run the drill
        </Button>
        <span role="status" className="text-sm text-ink-muted">
          {isPending && "Sending all requests at once and waiting until nothing is held. This can take half a minute."}
        </span>
      </div>
      {report && <DrillResult report={report} />}
    </form>
  );
}

type DrillCostProps = { offer: DrillOffer; bounds: readonly SpendLimitRow[]; limitNanos: Nanos | null };

function DrillCost({ offer, bounds, limitNanos }: DrillCostProps) {
  const limit = limitNanos === null ? null : exactDollarsLabel(toExactDollars(limitNanos));
  const tighter = bounds.find(({ available }) => limitNanos !== null && fromExactDollars(available) < limitNanos);
  const { burst, planName, includedLeft, creditsAvailable } = offer;
  const payer = creditsAvailable === null ? "on this workspace’s invoice" : "from this workspace’s credits";
  return (
    <ul className="flex list-disc flex-col gap-1 pl-5 text-sm text-ink-muted marker:text-ink-subtle">
      <li>
        It costs at most {limit ?? "the scratch limit"}, {payer}, and counts against this workspace’s own limit. A key
        and a limit are made for it and are gone afterwards; both are in the audit log.
      </li>
      {includedLeft !== "0.00" && (
        <li>
          {exactDollarsLabel(includedLeft)} of the plan’s included inference is left. It pays first and counts against
          no limit, so a drill proves something only once it is used up.
        </li>
      )}
      {tighter && (
        <li className="text-warn">
          The limit of {subjectName(tighter)} leaves only {exactDollarsLabel(tighter.available)}, less than the scratch
          limit: requests would meet that one first, and nothing would be proved.
        </li>
      )}
      {burst !== null && (
        <li>
          On {planName} {burst} requests of one key pass at once; more are refused with 429 before they reach the limit.
        </li>
      )}
    </ul>
  );
}
