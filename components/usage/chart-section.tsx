"use client";

import { ChartColumn, Table } from "lucide-react";
import { type ReactNode, useState } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Section } from "#components/ui/section.tsx";
import { Segmented } from "#components/ui/segmented.tsx";

type ChartSectionProps = {
  title: string;
  explanation: ReactNode;
  /** What changes the chart and its table alike. */
  control?: ReactNode;
  chart: ReactNode;
  /** The same figures as rows. */
  table: ReactNode;
  /** The table's figures with every digit, to copy. */
  exactFigures: string;
  /** The chart in a few sentences, shown beneath it. */
  summary: string;
};

const SHAPES = [
  { value: "chart", label: "Chart", icon: <ChartColumn aria-hidden="true" /> },
  { value: "table", label: "Table", icon: <Table aria-hidden="true" /> },
] as const;

/** A chart, in words beneath it, and the same data as a table one click away. */
export function ChartSection(props: ChartSectionProps) {
  const { title, explanation, control, chart, table, exactFigures, summary } = props;
  const [shape, setShape] = useState<"chart" | "table">("chart");
  const isTable = shape === "table";
  return (
    <Section
      title={title}
      explanation={explanation}
      action={
        <div className="flex flex-wrap items-center gap-2">
          {control}
          {isTable && <CopyButton text={exactFigures} what="exact figures" />}
          <Segmented label={`Show ${title.toLowerCase()} as`} value={shape} options={SHAPES} onChange={setShape} />
        </div>
      }
      isFlush={isTable}
    >
      {isTable ? (
        table
      ) : (
        <div className="flex flex-col gap-3">
          {chart}
          <p className="border-t border-line pt-3 text-sm text-ink-muted">{summary}</p>
        </div>
      )}
    </Section>
  );
}
