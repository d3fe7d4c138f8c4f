import { Ban, CircleAlert, CircleCheck, CircleDot, PencilLine } from "lucide-react";
import type { ReactNode } from "react";
import { Badge, type BadgeTone } from "#components/ui/badge.tsx";
import type { InvoiceRow } from "#lib/views/invoices-page.ts";

const STATUSES: Record<InvoiceRow["status"], { tone: BadgeTone; icon: ReactNode; word: string }> = {
  draft: { tone: "neutral", icon: <PencilLine aria-hidden="true" />, word: "Draft" },
  open: { tone: "warn", icon: <CircleDot aria-hidden="true" />, word: "Open" },
  paid: { tone: "good", icon: <CircleCheck aria-hidden="true" />, word: "Paid" },
  void: { tone: "neutral", icon: <Ban aria-hidden="true" />, word: "Void" },
  uncollectible: { tone: "bad", icon: <CircleAlert aria-hidden="true" />, word: "Uncollectible" },
};

/** How an invoice stands at Stripe now. */
export function InvoiceStatusBadge({ status }: { status: InvoiceRow["status"] }) {
  const { tone, icon, word } = STATUSES[status];
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}
