import { cardExpires, purchaseOrderExpires } from "./card-notices.ts";
import { autoTopUpStopped, creditsReinstated, creditsReversed, creditsToppedUp } from "./credit-notices.ts";
import { creditNoteIssued, invoiceIssued, purchaseOrderMissing } from "./issued-invoice-notices.ts";
import { spendLimitAlert } from "./limit-notices.ts";
import type { ComposeNotice } from "./notice-facts.ts";
import { becameReadOnly, graceEndsSoon, paymentMissing, paymentRecovered } from "./payment-notices.ts";
import { planChanged } from "./plan-notices.ts";

/** Who is told: those who pay, or those who set limits and whoever a limit bounds. */
export type NoticeAudience = "payers" | "limit_setters";

export type NoticeTopic = { readonly audience: NoticeAudience; readonly compose: ComposeNotice };

/** Every message that is told by mail, by its topic. Messages of other topics stay in the outbox. */
export const NOTICE_TOPICS: ReadonlyMap<string, NoticeTopic> = new Map<string, NoticeTopic>([
  ["payment.failed", { audience: "payers", compose: paymentMissing }],
  ["payment.grace_ends_soon", { audience: "payers", compose: graceEndsSoon }],
  ["payment.read_only", { audience: "payers", compose: becameReadOnly }],
  ["payment.recovered", { audience: "payers", compose: paymentRecovered }],
  ["plan.changed", { audience: "payers", compose: planChanged }],
  ["card.expires", { audience: "payers", compose: cardExpires }],
  ["purchase_order.expires", { audience: "payers", compose: purchaseOrderExpires }],
  ["credits.topped_up", { audience: "payers", compose: creditsToppedUp }],
  ["credits.reversed", { audience: "payers", compose: creditsReversed }],
  ["credits.reinstated", { audience: "payers", compose: creditsReinstated }],
  ["auto_top_up.stopped", { audience: "payers", compose: autoTopUpStopped }],
  ["invoice.issued", { audience: "payers", compose: invoiceIssued }],
  ["invoice.credit_note", { audience: "payers", compose: creditNoteIssued }],
  ["invoice.po_missing", { audience: "payers", compose: purchaseOrderMissing }],
  ["spend_limit.alert", { audience: "limit_setters", compose: spendLimitAlert }],
]);
