import Link from "next/link";
import { Alert } from "#components/ui/alert.tsx";
import type { InvoicesPageView } from "#lib/views/invoices-page.ts";

type InvoicesNoticeProps = { view: Pick<InvoicesPageView, "details" | "purchaseOrder">; detailsHref: string };

/** What stands in the way of an invoice that an accounting department accepts. */
export function InvoicesNotice({ view: { details, purchaseOrder }, detailsHref }: InvoicesNoticeProps) {
  const link = (
    <Link href={detailsHref} className="font-medium underline underline-offset-2">
      Billing details
    </Link>
  );
  if (purchaseOrder === "missing" || purchaseOrder === "expired") {
    return (
      <Alert
        tone="warn"
        title={purchaseOrder === "missing" ? "A purchase order is missing" : "The purchase order has expired"}
      >
        <p>The contract requires one, so the next invoice stays a draft until a valid number is given under {link}.</p>
      </Alert>
    );
  }
  if (details === "complete") return null;
  return (
    <Alert tone="info" title="Invoices carry only the workspace's name so far">
      <p>Legal name, address and tax id are frozen on an invoice when it is issued. Give them under {link} before.</p>
    </Alert>
  );
}
