import type { DocumentGroup, DocumentLine, InvoiceDocument } from "#lib/domain/invoices/invoice-document.ts";
import { fromExactDollars, sumNanos, toExactDollars } from "#lib/domain/money.ts";

/** A line of a sample; only description and amount matter where nothing else is said. */
export function sampleLine(description: string, amount: string, more: Partial<DocumentLine> = {}): DocumentLine {
  const none = { details: [], quantity: null, unit: null, unitPrice: null, exactAmount: null, usage: null };
  return { ...none, ...more, description, amount };
}

/** An invoice for tests that adds up. */
export function sampleInvoice(
  groups: readonly DocumentGroup[],
  { deductions = [], taxes = [], paid = "0.00", ...more }: SampleOptions = {},
): InvoiceDocument {
  const sum = (amounts: readonly string[]) => sumNanos(amounts.map(fromExactDollars));
  const subtotal = sum(groups.flatMap(({ lines }) => lines.map(({ amount }) => amount)));
  const total = subtotal + sum([...deductions, ...taxes].map(({ amount }) => amount));
  return {
    kind: "invoice",
    number: "HALCYON7-0003",
    status: "open",
    issuedOn: "2026-11-01",
    dueOn: "2026-12-01",
    periodLabel: "1 - 30 Nov 2026 (UTC)",
    seller: {
      name: "Weir Inc.",
      addressLines: ["548 Market Street", "San Francisco, CA 94104", "United States"],
      taxId: { label: "EIN", value: "84-1234567" },
      emails: ["billing@weir.example"],
    },
    buyer: {
      name: "Halcyon Robotics GmbH",
      addressLines: ["Lindenstraße 12", "10969 Berlin", "Germany"],
      taxId: { label: "EU VAT number", value: "DE123456789" },
      emails: ["accounts-payable@halcyon.example"],
    },
    purchaseOrderNumber: "PO-2026-00417",
    groups,
    totals: {
      subtotal: toExactDollars(subtotal),
      deductions,
      taxes,
      total: toExactDollars(total),
      paid,
      due: toExactDollars(total - fromExactDollars(paid)),
    },
    payment: { kind: "card", card: "Visa ending in 4242" },
    notes: [],
    corrects: null,
    reason: null,
    ...more,
  };
}

type SampleOptions = Partial<Omit<InvoiceDocument, "totals" | "groups">> &
  Partial<Pick<InvoiceDocument["totals"], "deductions" | "taxes" | "paid">>;

const MODELS = [
  "Llama 3.3 70B",
  "DeepSeek V4 Pro",
  "Qwen3.8 27B",
  "gpt-oss-120b",
  "GLM 5.3 Flash",
  "Nemotron 3.5 Lightning 30B",
];
const CLASSES = [
  ["input", "0.13"],
  ["cached input", "0.03"],
  ["output", "0.4125"],
] as const;

/** As many lines of usage as asked for. */
export function sampleUsage(title: string, lines: number): DocumentGroup {
  return {
    title,
    lines: Array.from({ length: lines }, (_, index) => {
      const [tokenClass, price] = CLASSES[index % CLASSES.length] ?? CLASSES[0];
      const model = MODELS[Math.floor(index / CLASSES.length) % MODELS.length];
      return sampleLine(`${model}, ${tokenClass} tokens`, toExactDollars(BigInt(index * 1_731 + 104) * 10_000_000n), {
        quantity: String(1_240_000 + index * 98_765_432),
        unit: "tokens",
        unitPrice: { amount: price, per: "per 1M tokens" },
      });
    }),
  };
}
