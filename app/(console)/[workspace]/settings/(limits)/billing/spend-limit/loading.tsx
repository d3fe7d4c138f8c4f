import { BillingTabSkeleton } from "#components/billing/billing-tab-skeleton.tsx";

const SECTIONS = { workspace: "h-56", scopes: "h-64", holds: "h-56", drill: "h-72" };

export default function SpendLimitLoading() {
  return <BillingTabSkeleton title="Spend limit" sections={SECTIONS} />;
}
