import { BellRing, CircleAlert, CircleCheck, Clock } from "lucide-react";
import { Badge, type BadgeTone } from "#components/ui/badge.tsx";
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Section } from "#components/ui/section.tsx";
import type { AlertLogRow } from "#lib/views/alert-channels.ts";

const COLUMNS: readonly DataColumn<AlertLogRow>[] = [
  { key: "what", header: "Alert", isRowHeader: true, cell: (row) => <What row={row} /> },
  { key: "to", header: "To", className: "tabular:max-w-56", cell: (row) => <Target row={row} /> },
  { key: "at", header: "Time", cell: ({ createdAt }) => <DateTime iso={createdAt} precision="second" /> },
  { key: "state", header: "State", className: "tabular:max-w-64", cell: (row) => <State row={row} /> },
  {
    key: "attempts",
    header: "Attempts",
    align: "end",
    cell: ({ attempts }) => <span className="figures">{attempts}</span>,
  },
  {
    key: "next",
    header: "Next attempt",
    cell: ({ nextAttemptAt }) => nextAttemptAt !== null && <DateTime iso={nextAttemptAt} precision="second" />,
  },
];

/** Every alert and test on its way, the newest first. */
export function AlertLogSection({ log }: { log: readonly AlertLogRow[] }) {
  return (
    <Section title="Delivery log" explanation="The newest 50 alerts and tests, by mail and webhook." isFlush>
      {log.length === 0 ? (
        <EmptyState icon={<BellRing />} title="Nothing was sent yet">
          Alerts and tests appear here with what became of them.
        </EmptyState>
      ) : (
        <DataTable size="many" caption="Delivery log" columns={COLUMNS} rows={log} rowKey={({ key }) => key} />
      )}
    </Section>
  );
}

function What({ row: { subject, deliveryId } }: { row: AlertLogRow }) {
  return (
    <span className="flex min-w-0 flex-col">
      <span className="font-medium wrap-anywhere">{subject}</span>
      {deliveryId !== null && (
        <span className="font-mono text-xs break-all text-ink-muted select-all">{deliveryId}</span>
      )}
    </span>
  );
}

function Target({ row: { channel, target } }: { row: AlertLogRow }) {
  return (
    <span className="flex min-w-0 flex-col items-end tabular:items-start">
      <span title={target} className="max-w-full truncate">
        {target}
      </span>
      <span className="text-xs text-ink-muted">{channel === "email" ? "Email" : "Webhook"}</span>
    </span>
  );
}

const STATES: Record<AlertLogRow["state"], { word: string; tone: BadgeTone; Icon: typeof Clock }> = {
  delivered: { word: "Delivered", tone: "good", Icon: CircleCheck },
  waiting: { word: "Waiting", tone: "neutral", Icon: Clock },
  retrying: { word: "Trying again", tone: "warn", Icon: Clock },
  failed: { word: "Given up", tone: "bad", Icon: CircleAlert },
};

function State({ row: { state, error } }: { row: AlertLogRow }) {
  const { word, tone, Icon } = STATES[state];
  return (
    <span className="flex min-w-0 flex-col items-end gap-0.5 tabular:items-start">
      <Badge tone={tone} icon={<Icon aria-hidden="true" />}>
        {word}
      </Badge>
      {error !== null && <span className="text-right text-xs text-ink-muted tabular:text-left">{error}</span>}
    </span>
  );
}
