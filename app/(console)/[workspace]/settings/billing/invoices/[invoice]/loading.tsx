import { InvoiceSkeleton } from "#components/invoices/invoice-skeleton.tsx";

export default function InvoiceLoading() {
  return <InvoiceSkeleton />;
}
