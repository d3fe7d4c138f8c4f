"use client";

import { useState } from "react";
import { modelColor } from "#components/charts/model-color.ts";
import { SeriesSwatch } from "#components/charts/series-swatch.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { formatCount } from "#components/ui/format-count.ts";
import { Money } from "#components/ui/money.tsx";
import { Section } from "#components/ui/section.tsx";
import { ShareBar } from "#components/ui/share-bar.tsx";
import type { UsageModelRow, UsageView } from "#lib/views/usage-view.ts";
import { ChangeFigure } from "./change-figure.tsx";
import { exactModelFigures } from "./exact-model-figures.ts";
import { TokenCost } from "./token-cost.tsx";

const COLUMNS: readonly DataColumn<UsageModelRow>[] = [
  {
    key: "model",
    header: "Model",
    isRowHeader: true,
    className: "tabular:max-w-64",
    cell: (row) => <ModelName row={row} />,
  },
  {
    key: "requests",
    header: "Requests",
    align: "end",
    cell: (row) => <span className="figures">{formatCount(row.requests)}</span>,
  },
  {
    key: "input",
    header: "Input",
    align: "end",
    cell: (row) => <TokenCost tokens={row.tokens.input} cost={row.cost.input} />,
  },
  {
    key: "cachedInput",
    header: "Cached input",
    align: "end",
    cell: (row) => <TokenCost tokens={row.tokens.cachedInput} cost={row.cost.cachedInput} />,
  },
  {
    key: "output",
    header: "Output",
    align: "end",
    cell: (row) => <TokenCost tokens={row.tokens.output} cost={row.cost.output} />,
  },
  {
    key: "share",
    header: "Share of cost",
    align: "end",
    cell: (row) => <ShareBar share={row.share} color={modelColor(row.modelId)} />,
  },
  {
    key: "change",
    header: "Change",
    align: "end",
    cell: (row) => <ChangeFigure cost={row.cost.total} previousCost={row.previousCost} />,
  },
  {
    key: "cost",
    header: "Cost",
    align: "end",
    cell: (row) => <Money exact={row.cost.total} className="font-medium" />,
  },
];

/** More would push everything below out of sight; the costliest come first. */
const FIRST_SHOWN = 10;

export function ModelCostSection({ view }: { view: UsageView }) {
  const [showsAll, setShowsAll] = useState(false);
  const { tokens, cost, models } = view;
  const rows = showsAll ? models : models.slice(0, FIRST_SHOWN);
  return (
    <Section
      title="Cost by model"
      explanation={`Tokens of each class with what they cost, costliest model first. Change is against ${view.comparison.label}.`}
      action={<CopyButton text={exactModelFigures(view)} what="exact figures" />}
      isFlush
    >
      <DataTable
        size="many"
        caption="Cost by model"
        columns={COLUMNS}
        rows={rows}
        rowKey={(row) => row.modelId}
        footer={[
          "Total",
          <span key="requests" className="figures">
            {formatCount(view.requests.total)}
          </span>,
          <TokenCost key="input" tokens={tokens.input} cost={cost.input} />,
          <TokenCost key="cachedInput" tokens={tokens.cachedInput} cost={cost.cachedInput} />,
          <TokenCost key="output" tokens={tokens.output} cost={cost.output} />,
          null,
          <ChangeFigure key="change" cost={cost.total} previousCost={view.comparison.cost} />,
          <Money key="cost" exact={cost.total} />,
        ]}
      />
      {rows.length < models.length && (
        <div className="flex justify-center border-t border-line p-2">
          <Button tone="ghost" size="sm" onClick={() => setShowsAll(true)}>
            Show all {models.length} models
          </Button>
        </div>
      )}
    </Section>
  );
}

function ModelName({ row }: { row: UsageModelRow }) {
  return (
    <span title={`${row.name} (${row.modelId})`} className="flex min-w-0 items-center gap-2">
      <SeriesSwatch color={modelColor(row.modelId)} />
      <span className="truncate">{row.name}</span>
    </span>
  );
}
