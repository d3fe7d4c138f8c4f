import { Button } from "#components/ui/button.tsx";
import type { DataColumn } from "#components/ui/data-table.tsx";
import { Money } from "#components/ui/money.tsx";
import { writeAlertPercents } from "#lib/domain/alerts/alert-percents-text.ts";
import type { SpendLimitRow } from "#lib/views/spend-limit.ts";
import { SCOPE_WORDS } from "./limit-words.ts";
import { SpendingBar } from "./spending-bar.tsx";

type OnOpen = (kind: "change" | "remove", limit: SpendLimitRow) => void;

export function scopeLimitColumns(canSet: boolean, onOpen: OnOpen): readonly DataColumn<SpendLimitRow>[] {
  return [
    {
      key: "who",
      header: "Of",
      isRowHeader: true,
      className: "tabular:max-w-56",
      cell: (limit) => <Who limit={limit} />,
    },
    { key: "use", header: "Use", className: "tabular:min-w-28", cell: (limit) => <Use limit={limit} /> },
    { key: "limit", header: "Limit", align: "end", cell: ({ limit }) => <Money exact={limit} /> },
    { key: "settled", header: "Spent", align: "end", cell: ({ settled }) => <Money exact={settled} /> },
    { key: "held", header: "Held", align: "end", cell: ({ held }) => <Money exact={held} /> },
    { key: "available", header: "Available", align: "end", cell: ({ available }) => <Money exact={available} /> },
    { key: "alerts", header: "Alerts", cell: (limit) => <span className="text-ink-muted">{alertsOf(limit)}</span> },
    ...(canSet ? [actionsColumn(onOpen)] : []),
  ];
}

function actionsColumn(onOpen: OnOpen): DataColumn<SpendLimitRow> {
  return {
    key: "actions",
    header: "Actions",
    isHeaderHidden: true,
    align: "end",
    className: "justify-end",
    cell: (limit) => (
      <span className="flex justify-end gap-1.5">
        <Button size="sm" onClick={() => onOpen("change", limit)} aria-label={`Change the limit of ${limit.name}`}>
          Change
        </Button>
        <Button size="sm" onClick={() => onOpen("remove", limit)} aria-label={`Remove the limit of ${limit.name}`}>
          Remove
        </Button>
      </span>
    ),
  };
}

function Who({ limit: { name, scope } }: { limit: SpendLimitRow }) {
  return (
    <span className="flex min-w-0 flex-col">
      <span title={name ?? undefined} className="truncate font-medium">
        {name}
      </span>
      <span className="text-xs text-ink-muted">{SCOPE_WORDS[scope]}</span>
    </span>
  );
}

function Use({ limit }: { limit: SpendLimitRow }) {
  return (
    <span className="block w-28">
      <SpendingBar {...limit} isThin />
    </span>
  );
}

function alertsOf({ alertAtPercent, hasPaceAlert }: SpendLimitRow): string {
  const parts = [
    ...(alertAtPercent.length > 0 ? [writeAlertPercents(alertAtPercent)] : []),
    ...(hasPaceAlert ? ["pace"] : []),
  ];
  return parts.length === 0 ? "None" : parts.join(", ");
}
