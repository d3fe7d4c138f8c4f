import type { Db } from "#lib/data/client.ts";
import type { Nanos } from "#lib/domain/money.ts";

/** A payment that was made: for the plan, or for credits. */
export type StoredPayment = {
  /** Of the invoice or the purchase. */
  readonly paymentId: string;
  readonly kind: "plan" | "credits";
  readonly at: Date;
  readonly amountNanos: Nanos;
  /** What refunds, and for credits disputes too, have given back. */
  readonly reversedNanos: Nanos;
  readonly disputeState: "open" | "won" | "lost" | null;
  /** Stripe's words of a plan's payment; null for credits. */
  readonly description: string | null;
  /** Of Weir's invoice; of Stripe's where there is none. */
  readonly number: string | null;
  readonly periodStart: Date | null;
  readonly periodEnd: Date | null;
  /** Whether credits were bought by auto top-up. */
  readonly isAutomatic: boolean;
  readonly receiptUrl: string | null;
};

/** The payment that was shown last. */
export type PaymentPosition = { readonly at: Date; readonly paymentId: string };

/** What was paid before a position, newest first; amounts in nano-dollars. */
export function listPayments(
  db: Db,
  workspaceId: string,
  { before, atMost }: { before: PaymentPosition | null; atMost: number },
): Promise<StoredPayment[]> {
  const isFirst = before === null;
  const at = before?.at ?? new Date(0);
  const paymentId = before?.paymentId ?? "";
  return db.$queryRaw<StoredPayment[]>`
    SELECT * FROM (
      (
        SELECT stripe_invoice_id AS "paymentId", 'plan' AS kind, paid_at AS at, paid_nanos AS "amountNanos",
          refunded_nanos AS "reversedNanos", dispute_state::text AS "disputeState", description,
          coalesce(
            (SELECT own.number FROM invoices own
              WHERE own.workspace_id = ${workspaceId} AND own.stripe_invoice_id = plan_invoices.stripe_invoice_id),
            number
          ) AS number,
          period_start AS "periodStart", period_end AS "periodEnd", false AS "isAutomatic", url AS "receiptUrl"
        FROM plan_invoices
        WHERE workspace_id = ${workspaceId} AND state = 'paid' AND paid_nanos > 0
          AND (${isFirst} OR (paid_at, stripe_invoice_id COLLATE "C") < (${at}::timestamptz, ${paymentId}))
        ORDER BY paid_at DESC, stripe_invoice_id COLLATE "C" DESC LIMIT ${atMost}
      ) UNION ALL (
        SELECT top_up_id, 'credits', coalesce(ended_at, created_at), amount_nanos, reversed_nanos, NULL, NULL, NULL,
          NULL, NULL, is_automatic, receipt_url
        FROM top_ups
        WHERE workspace_id = ${workspaceId} AND state = 'paid'
          AND (${isFirst} OR (coalesce(ended_at, created_at), top_up_id COLLATE "C") < (${at}::timestamptz, ${paymentId}))
        ORDER BY coalesce(ended_at, created_at) DESC, top_up_id COLLATE "C" DESC LIMIT ${atMost}
      )
    ) AS payments
    ORDER BY at DESC, "paymentId" COLLATE "C" DESC
    LIMIT ${atMost}`;
}
