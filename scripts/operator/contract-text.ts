import { formatUtcDay } from "#lib/domain/billing-period.ts";
import type { Contract } from "#lib/domain/contract.ts";
import { formatDollars } from "#lib/domain/money.ts";
import type { FundingInstructions } from "#lib/stripe/read-funding-instructions.ts";

/** A contract as an operator reads it; where there was another before, what changed as "old → new". */
export function contractText(slug: string, contract: Contract, before: Contract | null = null): string {
  const old = before && new Map(rowsOf(before));
  const rows = rowsOf(contract).map(([name, value]): [string, string] => {
    const was = old?.get(name);
    return [name, was === undefined || was === value ? value : `${was} → ${value}`];
  });
  return table(`Contract of ${slug}`, rows);
}

function rowsOf(contract: Contract): [string, string][] {
  const { purchaseOrderNumber: number, purchaseOrderExpiresAt, purchaseOrderNanos, endsAt } = contract;
  const through = purchaseOrderExpiresAt ? `, good through ${lastDayOf(purchaseOrderExpiresAt)}` : "";
  const covers = purchaseOrderNanos === null ? "" : `, covers ${formatDollars(purchaseOrderNanos)}`;
  return [
    ["Monthly fee", formatDollars(contract.monthlyNanos)],
    ["Seats", grouped(contract.seats)],
    ["Included inference", `${formatDollars(contract.includedInferenceNanos)} a month`],
    ["Optimization sessions", `${grouped(contract.sessionsPerMonth)} a month`],
    [
      "Requests",
      `${grouped(contract.requestsPerMinute)} per minute and key, ${grouped(contract.maxConcurrentRequests)} at once`,
    ],
    ["Invoices", `due ${contract.netDays} days after they are sent`],
    ["Usage beyond", contract.isPostpaid ? "goes on the monthly invoice" : "is paid from credits"],
    [
      "Purchase order",
      number ? `${number}${covers}${through}` : contract.requiresPurchaseOrder ? "required, none yet" : "none",
    ],
    ["Ends", endsAt ? `with ${lastDayOf(endsAt)} (UTC)` : "never"],
  ];
}

const lastDayOf = (end: Date) => formatUtcDay(new Date(end.getTime() - 1));
const grouped = (count: number) => count.toLocaleString("en-US");

/** Where transfers go that pay the invoices. */
export function fundingText(accounts: readonly FundingInstructions[]): string {
  if (accounts.length === 0) return "Stripe has no bank account for transfers of this customer.";
  return accounts
    .map((account) =>
      table("Invoices can be paid by bank transfer (ACH or wire) to", [
        ["Bank", account.bankName],
        ["Account holder", account.accountHolderName],
        ["Account number", account.accountNumber],
        ["Routing number", account.routingNumber],
        ["Account type", account.accountType],
      ]),
    )
    .join("\n\n");
}

function table(title: string, rows: readonly [string, string][]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return [title, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)].join("\n");
}
