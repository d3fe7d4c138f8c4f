import { QuoteSkeleton } from "#components/billing/quote-skeleton.tsx";

export default function QuoteLoading() {
  return <QuoteSkeleton />;
}
