import { describe, expect, test } from "vitest";
import { noticeMail } from "#lib/mail/notice-mail.ts";
import type { NoticeFacts } from "./notice-facts.ts";
import { NOTICE_TOPICS } from "./notice-topics.ts";

const OVERDUE = { since: "2026-12-01T00:00:00.000Z", amount: "49.00", payUrl: "https://pay.example.com/in_1?a=1&b=2" };
const PLAN_INVOICE = {
  number: "A-0001",
  description: "1 × Pro",
  from: "2026-12-01T00:00:00.000Z",
  until: "2027-01-01T00:00:00.000Z",
};
const LIMIT = {
  scope: "workspace",
  scopeId: "ws_1",
  period: "2026-12",
  limitNanos: "10000000000",
  settledNanos: "8000000000",
  reachesLimitAt: null,
};

const INVOICE = {
  invoiceId: "inv_1",
  number: "7K2QD9MX-0003",
  periodLabel: "1 - 31 Dec 2026 (UTC)",
  total: "12345.60",
  amount: "12345.60",
  status: "open",
  isByCard: false,
  dueAt: "2027-01-01T01:00:00.000Z",
  poNumber: "PO-7",
  payUrl: "https://pay.example.com/in_2",
};

/** A message of each topic as its writer makes it, and what its mail must say. */
const MESSAGES: [topic: string, payload: Record<string, unknown>, said: string[]][] = [
  ["payment.failed", OVERDUE, ["A payment of Acme is missing", "$49.00", "until 8 Dec 2026 (UTC)", OVERDUE.payUrl]],
  ["payment.failed", { ...OVERDUE, amount: null, payUrl: null }, ["https://console.example.com/acme/settings/billing"]],
  ["payment.grace_ends_soon", OVERDUE, ["read-only on 8 Dec 2026 (UTC)", "403 payment_overdue", OVERDUE.payUrl]],
  ["payment.read_only", OVERDUE, ["Acme is read-only", "Nothing is deleted", OVERDUE.payUrl]],
  ["payment.recovered", { since: OVERDUE.since, at: OVERDUE.since }, ["Acme is paid", "1 Dec 2026 (UTC)"]],
  [
    "payment.recovered",
    { since: OVERDUE.since, at: OVERDUE.since, newCard: { brand: "visa", last4: "4444" } },
    ["The card that paid it, ending in 4444, pays from now on."],
  ],
  [
    "plan.paid",
    { ...PLAN_INVOICE, amount: "49.00", at: OVERDUE.since, receiptUrl: "https://pay.example.com/in_1" },
    ["Receipt: $49.00", "invoice A-0001", "1 Dec 2026 (UTC) to 31 Dec 2026 (UTC)", "https://pay.example.com/in_1"],
  ],
  ["plan.paid", { ...PLAN_INVOICE, number: null, amount: "49.00", at: OVERDUE.since }, ["/acme/settings/billing"]],
  [
    "plan.refunded",
    { ...PLAN_INVOICE, paid: "49.00", refunded: "49.00", isWhole: true, invoiceUrl: "https://pay.example.com/in_1" },
    ["$49.00 was refunded", "until the end of the period", "https://pay.example.com/in_1"],
  ],
  ["plan.disputed", { ...PLAN_INVOICE, paid: "49.00", state: "open" }, ["is disputed: Acme", "asked to take back"]],
  ["plan.disputed", { ...PLAN_INVOICE, paid: "49.00", state: "won" }, ["stands: Acme", "has decided"]],
  ["plan.disputed", { ...PLAN_INVOICE, paid: "49.00", state: "lost" }, ["taken back: Acme", "$49.00", "next payment"]],
  [
    "auto_top_up.maximum",
    { maximum: "120.00", bought: "100.00", amount: "50.00", until: "2027-01-01T00:00:00.000Z" },
    ["reached its monthly maximum", "$100.00 this month", "$120.00", "before 1 Jan 2027 (UTC)"],
  ],
  ["plan.changed", { from: "Pro", to: "Team with 5 seats", at: OVERDUE.since }, ["from Pro to Team with 5 seats"]],
  ["card.expires", { brand: "visa", last4: "4242", expires: "01/2027" }, ["4242", "01/2027"]],
  [
    "purchase_order.expires",
    { number: "PO-1", expiresAt: "2027-02-01T00:00:00.000Z" },
    ["PO-1", "through 31 Jan 2027"],
  ],
  [
    "purchase_order.used",
    { number: "PO-1", percent: "80", used: "81000.00", amount: "100000.00" },
    ["PO-1", "$81,000.00 of $100,000.00", "over 80%"],
  ],
  [
    "purchase_order.used",
    { number: "PO-1", percent: "100", used: "100000.00", amount: "100000.00" },
    ["is used up", "Nothing stops working"],
  ],
  [
    "contract.ends",
    { days: "30", endsAt: "2027-01-01T00:00:00.000Z", servesUntil: "2027-01-01T00:00:00.000Z" },
    ["ends with 31 Dec 2026 (UTC)", "moves to Starter on 1 Jan 2027 (UTC)", "API keys are revoked"],
  ],
  [
    "credits.topped_up",
    { amount: "250.00", isAutomatic: true, receiptUrl: "https://r.example.com/1" },
    ["Receipt: $250.00", "by auto top-up", "https://r.example.com/1"],
  ],
  ["credits.topped_up", { amount: "250.00", isAutomatic: false, receiptUrl: null }, ["/acme/settings/billing"]],
  ["credits.reversed", { amount: "20.00" }, ["$20.00 left the balance"]],
  ["credits.reinstated", { amount: "20.00" }, ["$20.00 is in the balance"]],
  [
    "auto_top_up.stopped",
    { reason: "The card was declined.", payUrl: null },
    ["The card was declined.", "402 insufficient_credits"],
  ],
  [
    "auto_top_up.stopped",
    { reason: "The bank asks.", payUrl: "https://pay.example.com/c" },
    ["Confirm the payment", "https://pay.example.com/c"],
  ],
  [
    "spend_limit.alert",
    { ...LIMIT, threshold: "80" },
    ["80% of the spend limit of Acme", "$8.00 of $10.00 is spent", "1 Jan 2027, 00:00 UTC"],
  ],
  ["spend_limit.test", {}, ["Test of the spend alerts of Acme", "No limit was reached", "/billing/spend-limit"]],
  [
    "invoice.issued",
    INVOICE,
    [
      "Invoice 7K2QD9MX-0003 of $12,345.60",
      "by 1 Jan 2027 (UTC)",
      "purchase order PO-7",
      "https://pay.example.com/in_2",
    ],
  ],
  [
    "invoice.issued",
    { ...INVOICE, isByCard: true, poNumber: null },
    ["is charged to the card", "/acme/settings/billing/invoices/inv_1"],
  ],
  ["invoice.issued", { ...INVOICE, status: "paid", amount: "0.00", payUrl: null }, ["Nothing is left to pay"]],
  [
    "invoice.credit_note",
    {
      creditNoteId: "cn_1",
      number: "7K2QD9MX-CN-0001",
      invoiceNumber: "7K2QD9MX-0003",
      amount: "5.00",
      reason: "Outage",
    },
    ["Credit note 7K2QD9MX-CN-0001 of $5.00", "taken back: Outage"],
  ],
  ["invoice.po_missing", { total: "99.00", state: "expired" }, ["has run out", "/acme/settings/billing/details"]],
  ["spend_limit.alert", { ...LIMIT, threshold: "100" }, ["The spend limit of Acme is reached", "now refused"]],
  [
    "spend_limit.alert",
    { ...LIMIT, threshold: "pace", reachesLimitAt: "2026-12-21T10:00:00+00:00" },
    ["is reached on 21 Dec 2026 (UTC) at this pace"],
  ],
  ["spend_limit.alert", { ...LIMIT, scope: "api_key", threshold: "50" }, ["the spend limit of the key CI in Acme"]],
];

const factsOf = (payload: Record<string, unknown>, workspaceName = "Acme"): NoticeFacts => ({
  workspaceName,
  workspaceUrl: "https://console.example.com/acme",
  payload,
  scopeName: "the key CI",
});

async function mailOf(topic: string, facts: NoticeFacts) {
  const notice = NOTICE_TOPICS.get(topic)?.compose(facts);
  if (!notice) throw new Error(`Nothing is mailed of ${topic}.`);
  return noticeMail("ada@example.com", notice);
}

const unescaped = (html: string) => html.replaceAll("&amp;", "&").replaceAll("&#x27;", "'").replaceAll("&quot;", '"');

describe("notices", () => {
  test.each(MESSAGES)("%s of %j", async (topic, payload, said) => {
    const { text, html } = await mailOf(topic, factsOf(payload));
    for (const part of said) {
      expect(text).toContain(part);
      expect(unescaped(html)).toContain(part);
    }
    expect(text).not.toMatch(/undefined|null|NaN|!/);
  });

  test("each topic has a message above", () => {
    expect(new Set(MESSAGES.map(([topic]) => topic))).toEqual(new Set(NOTICE_TOPICS.keys()));
  });

  test("a workspace's name cannot break out of the html", async () => {
    for (const [topic, payload] of MESSAGES) {
      expect((await mailOf(topic, factsOf(payload, '<img src=x>"'))).html).not.toContain("<img");
    }
  });

  test("a message that lacks what its mail must say is no mail", async () => {
    await expect(mailOf("payment.failed", factsOf({}))).rejects.toThrow("no since");
    await expect(mailOf("payment.recovered", factsOf({ since: "soon" }))).rejects.toThrow("no instant");
    await expect(mailOf("credits.topped_up", factsOf({ amount: "many" }))).rejects.toThrow(RangeError);
  });
});
