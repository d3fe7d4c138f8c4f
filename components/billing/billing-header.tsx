import type { ReactNode } from "react";
import { PageHeader } from "#components/shell/page-header.tsx";

export function BillingHeader({ action }: { action?: ReactNode }) {
  return (
    <PageHeader
      title="Billing"
      description="The plan, seats, credits and payment method of this workspace. Periods are months in UTC."
      action={action}
    />
  );
}
