import type { ReactNode } from "react";
import { PageHeader } from "#components/shell/page-header.tsx";

export function UsageHeader({ action }: { action?: ReactNode }) {
  return (
    <PageHeader
      title="Usage"
      description="What this workspace used and what it cost. Billing periods are months in UTC; days are in the time zone you choose."
      action={action}
    />
  );
}
