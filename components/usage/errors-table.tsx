import { Badge } from "#components/ui/badge.tsx";
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { formatCount } from "#components/ui/format-count.ts";
import { formatShare } from "#components/ui/format-share.ts";
import type { UsageView } from "#lib/views/usage-view.ts";
import { ERROR_KINDS, type ErrorKind } from "./error-classes.ts";

type ErrorRow = { kind: ErrorKind; requests: number; share: number };

const COLUMNS: readonly DataColumn<ErrorRow>[] = [
  {
    key: "class",
    header: "Cause",
    isRowHeader: true,
    cell: ({ kind }) => (
      <span className="flex min-w-0 flex-col">
        {kind.name}
        <span className="text-xs font-normal text-ink-muted">{kind.meaning}</span>
      </span>
    ),
  },
  {
    key: "paid",
    header: "Paid",
    cell: ({ kind }) => (kind.isPaid ? <Badge tone="warn">You paid</Badge> : <Badge>You did not</Badge>),
  },
  {
    key: "requests",
    header: "Requests",
    align: "end",
    cell: ({ requests }) => <span className="figures">{formatCount(requests)}</span>,
  },
  {
    key: "share",
    header: "Of all requests",
    align: "end",
    cell: ({ share }) => <span className="figures">{formatShare(share)}</span>,
  },
];

export function ErrorsTable({ view: { errors, requests } }: { view: Pick<UsageView, "errors" | "requests"> }) {
  const rows = ERROR_KINDS.map((kind) => {
    const count = kind.count(errors);
    return { kind, requests: count, share: requests.total === 0 ? 0 : count / requests.total };
  });
  return (
    <DataTable size="few" caption="Errors by cause" columns={COLUMNS} rows={rows} rowKey={({ kind }) => kind.key} />
  );
}
