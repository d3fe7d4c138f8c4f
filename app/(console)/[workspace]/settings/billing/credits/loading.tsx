import { BillingTabSkeleton } from "#components/billing/billing-tab-skeleton.tsx";

const SECTIONS = { credits: "h-64", history: "h-[36rem]" };

export default function CreditsLoading() {
  return <BillingTabSkeleton title="Credits" sections={SECTIONS} />;
}
