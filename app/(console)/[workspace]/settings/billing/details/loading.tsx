import { BillingDetailsSkeleton } from "#components/billing-details/billing-details-skeleton.tsx";

export default function BillingDetailsLoading() {
  return <BillingDetailsSkeleton />;
}
