"use client";

import { ChartColumn, Table } from "lucide-react";
import { useState } from "react";
import { DailyCostChart } from "#components/charts/daily-cost-chart.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Section } from "#components/ui/section.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import type { UsageDay } from "#lib/views/usage-page.ts";
import { DailyCostTable } from "./daily-cost-table.tsx";
import { exactDailyFigures } from "./exact-daily-figures.ts";

type DailyCostSectionProps = { days: UsageDay[]; periodLabel: string };

const SHAPES = [
  { value: "chart", label: "Chart", icon: <ChartColumn aria-hidden="true" /> },
  { value: "table", label: "Table", icon: <Table aria-hidden="true" /> },
] as const;

export function DailyCostSection({ days, periodLabel }: DailyCostSectionProps) {
  const [shape, setShape] = useState<"chart" | "table">("chart");
  return (
    <Section
      title="Daily cost"
      explanation="Dollars a day by model. Days start at 00:00 UTC."
      action={
        <div className="flex flex-wrap items-center gap-2">
          {shape === "table" && <CopyButton text={exactDailyFigures(days)} what="exact figures" />}
          <Segmented label="Show daily cost as" value={shape} options={SHAPES} onChange={setShape} />
        </div>
      }
      isFlush={shape === "table"}
    >
      {shape === "chart" ? (
        <DailyCostChart days={days} periodLabel={periodLabel} />
      ) : (
        <DailyCostTable days={days} periodLabel={periodLabel} />
      )}
    </Section>
  );
}
