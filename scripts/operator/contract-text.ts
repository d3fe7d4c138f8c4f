import { formatUtcDay } from "#lib/domain/billing-period.ts";
import type { Contract } from "#lib/domain/contract.ts";
import { formatDollars } from "#lib/domain/money.ts";
import type { FundingInstructions } from "#lib/stripe/read-funding-instructions.ts";

/** A contract as an operator reads it. */
export function contractText(slug: string, contract: Contract): string {
  const { purchaseOrderNumber: number, purchaseOrderExpiresAt: expiresAt } = contract;
  const through = expiresAt ? `, good through ${formatUtcDay(new Date(expiresAt.getTime() - 1))}` : "";
  const rows: [string, string][] = [
    ["Monthly fee", formatDollars(contract.monthlyNanos)],
    ["Seats", String(contract.seats)],
    ["Included inference", `${formatDollars(contract.includedInferenceNanos)} a month`],
    ["Optimization sessions", `${contract.sessionsPerMonth} a month`],
    ["Requests", `${contract.requestsPerMinute} per minute and key, ${contract.maxConcurrentRequests} at once`],
    ["Invoices", `due ${contract.netDays} days after they are sent`],
    ["Usage beyond", contract.isPostpaid ? "goes on the monthly invoice" : "is paid from credits"],
    ["Purchase order", number ? `${number}${through}` : contract.requiresPurchaseOrder ? "required, none yet" : "none"],
  ];
  return table(`Contract of ${slug}`, rows);
}

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
