import { PageHeader } from "#components/shell/page-header.tsx";

export function UsageHeader() {
  return (
    <PageHeader
      title="Usage"
      description="What this workspace used and what it cost, by billing period. Periods and days are in UTC."
    />
  );
}
