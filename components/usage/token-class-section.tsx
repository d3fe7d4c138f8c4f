import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { Money } from "#components/ui/money.tsx";
import { Section } from "#components/ui/section.tsx";
import { ShareBar } from "#components/ui/share-bar.tsx";
import { TokenCount } from "#components/ui/token-count.tsx";
import type { CostBreakdown, TokenBreakdown } from "#lib/views/usage-page.ts";

type TokenClassSectionProps = { tokens: TokenBreakdown; cost: CostBreakdown };

type ClassRow = { name: string; count: number; share: number; cost: string };

const CLASSES = [
  { key: "input", name: "Input" },
  { key: "cachedInput", name: "Cached input" },
  { key: "output", name: "Output" },
] as const;

const COLUMNS: readonly DataColumn<ClassRow>[] = [
  { key: "name", header: "Class", isRowHeader: true, cell: (row) => row.name },
  { key: "count", header: "Tokens", align: "end", cell: (row) => <TokenCount value={row.count} /> },
  { key: "share", header: "Share of tokens", align: "end", cell: (row) => <ShareBar share={row.share} /> },
  { key: "cost", header: "Cost", align: "end", cell: (row) => <Money exact={row.cost} /> },
];

export function TokenClassSection({ tokens, cost }: TokenClassSectionProps) {
  const rows = CLASSES.map(({ key, name }) => ({
    name,
    count: tokens[key],
    share: tokens.total === 0 ? 0 : tokens[key] / tokens.total,
    cost: cost[key],
  }));
  return (
    <Section
      title="Tokens by class"
      explanation="Input, cached input and output are counted and billed separately."
      isFlush
    >
      <DataTable
        size="few"
        caption="Tokens by class"
        columns={COLUMNS}
        rows={rows}
        rowKey={(row) => row.name}
        footer={[
          "Total",
          <TokenCount key="count" value={tokens.total} />,
          null,
          <Money key="cost" exact={cost.total} />,
        ]}
      />
    </Section>
  );
}
