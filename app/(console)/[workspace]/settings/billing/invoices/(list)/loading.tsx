import { InvoicesSkeleton } from "#components/invoices/invoices-skeleton.tsx";

export default function InvoicesLoading() {
  return <InvoicesSkeleton />;
}
