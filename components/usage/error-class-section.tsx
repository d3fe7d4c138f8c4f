import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { formatCount } from "#components/ui/format-count.ts";
import { formatShare } from "#components/ui/format-share.ts";
import { Section } from "#components/ui/section.tsx";
import { ERROR_CLASSES, type ErrorClass } from "#lib/domain/usage/usage-event.ts";
import type { UsageErrorRow, UsagePageView } from "#lib/views/usage-page.ts";

type ErrorClassSectionProps = { errors: readonly UsageErrorRow[]; requests: UsagePageView["requests"] };

type ClassRow = UsageErrorRow & { share: number };

const CLASS_WORDS: Record<ErrorClass, { name: string; meaning: string }> = {
  caller: { name: "Your request", meaning: "It was not valid, or not allowed (4xx)" },
  rate_limited: { name: "Rate limited", meaning: "Too many requests a minute (429)" },
  spend_limit: { name: "Spend limit", meaning: "Your monthly limit was reached (403)" },
  server: { name: "Our side", meaning: "We failed to serve it (5xx)" },
};

const COLUMNS: readonly DataColumn<ClassRow>[] = [
  {
    key: "class",
    header: "Cause",
    isRowHeader: true,
    cell: ({ errorClass }) => (
      <span className="flex min-w-0 flex-col">
        {CLASS_WORDS[errorClass].name}
        <span className="text-xs font-normal text-ink-muted">{CLASS_WORDS[errorClass].meaning}</span>
      </span>
    ),
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

export function ErrorClassSection({ errors, requests }: ErrorClassSectionProps) {
  const rows = ERROR_CLASSES.map((errorClass) => {
    const count = errors.find((row) => row.errorClass === errorClass)?.requests ?? 0;
    return { errorClass, requests: count, share: requests.total === 0 ? 0 : count / requests.total };
  });
  return (
    <Section title="Errors by cause" explanation="Requests that were not served. You did not pay for these." isFlush>
      <DataTable size="few" caption="Errors by cause" columns={COLUMNS} rows={rows} rowKey={(row) => row.errorClass} />
    </Section>
  );
}
