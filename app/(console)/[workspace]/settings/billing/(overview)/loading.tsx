import { BillingSkeleton } from "#components/billing/billing-skeleton.tsx";

export default function BillingLoading() {
  return <BillingSkeleton />;
}
