import { cardExpires, purchaseOrderExpires } from "./card-notices.ts";
import { contractEnds, purchaseOrderIsUsed } from "./contract-notices.ts";
import {
  autoTopUpMaximum,
  autoTopUpStopped,
  creditsReinstated,
  creditsReversed,
  creditsToppedUp,
} from "./credit-notices.ts";
import { planDisputed, planPaid, planRefunded } from "./invoice-notices.ts";
import { creditNoteIssued, invoiceIssued, purchaseOrderMissing } from "./issued-invoice-notices.ts";
import { spendLimitAlert, spendLimitTest } from "./limit-notices.ts";
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
  ["purchase_order.used", { audience: "payers", compose: purchaseOrderIsUsed }],
  ["contract.ends", { audience: "payers", compose: contractEnds }],
  ["credits.topped_up", { audience: "payers", compose: creditsToppedUp }],
  ["credits.reversed", { audience: "payers", compose: creditsReversed }],
  ["credits.reinstated", { audience: "payers", compose: creditsReinstated }],
  ["plan.paid", { audience: "payers", compose: planPaid }],
  ["plan.refunded", { audience: "payers", compose: planRefunded }],
  ["plan.disputed", { audience: "payers", compose: planDisputed }],
  ["auto_top_up.maximum", { audience: "payers", compose: autoTopUpMaximum }],
  ["auto_top_up.stopped", { audience: "payers", compose: autoTopUpStopped }],
  ["invoice.issued", { audience: "payers", compose: invoiceIssued }],
  ["invoice.credit_note", { audience: "payers", compose: creditNoteIssued }],
  ["invoice.po_missing", { audience: "payers", compose: purchaseOrderMissing }],
  ["spend_limit.alert", { audience: "limit_setters", compose: spendLimitAlert }],
  ["spend_limit.test", { audience: "limit_setters", compose: spendLimitTest }],
]);
