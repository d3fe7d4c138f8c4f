import { grantCredits } from "#lib/commands/grant-credits.ts";
import { issueCreditNote } from "#lib/commands/issue-credit-note.ts";
import type { Database } from "#lib/data/client.ts";
import { readBalanceNanos } from "#lib/data/credit-entries.ts";
import { listOperatorWorkspaces, type OperatorWorkspace } from "#lib/data/operator-workspaces.ts";
import { AppError } from "#lib/domain/errors.ts";
import { formatDollars, parseDollars } from "#lib/domain/money.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import { setContract, showContract } from "./contract-command.ts";
import { setLimit } from "./limit-command.ts";
import { OPERATOR } from "./operator-actor.ts";
import { listRates, setRates } from "./rates-command.ts";
import type { OperatorCommand } from "./read-operator-command.ts";

export type OperatorParts = {
  readonly db: Database;
  /** Null where payments are not configured. */
  readonly stripe: StripeConnection | null;
  readonly appName: string;
  readonly now: Date;
};

/** Does what the operator asks. @returns what to print. @throws AppError saying why not and what to do */
export async function runOperatorCommand(parts: OperatorParts, command: OperatorCommand): Promise<string> {
  switch (command.kind) {
    case "workspace list":
      return listText(await listOperatorWorkspaces(parts.db));
    case "contract show":
      return showContract(parts, await findWorkspace(parts, command.slug));
    case "contract set":
      return setContract(parts, await findWorkspace(parts, command.slug), command.terms);
    case "credits grant":
      return grant(parts, await findWorkspace(parts, command.slug), command);
    case "set-limit":
      return setLimit(parts, await findWorkspace(parts, command.slug), command.limit);
    case "set-rates":
      return setRates(parts, await findWorkspace(parts, command.slug), command);
    case "credit-note":
      return creditNote(parts, await findWorkspace(parts, command.slug), command);
    case "list-rates":
      return listRates(parts, await findWorkspace(parts, command.slug));
  }
}

async function findWorkspace({ db }: OperatorParts, slug: string): Promise<OperatorWorkspace> {
  const [workspace] = await listOperatorWorkspaces(db, slug);
  if (workspace) return workspace;
  throw new AppError("not_found", `There is no workspace at "${slug}". "workspace list" shows all there are.`);
}

async function grant(
  { db, now }: OperatorParts,
  { workspaceId, slug }: OperatorWorkspace,
  { amount, reference, reason }: Extract<OperatorCommand, { kind: "credits grant" }>,
): Promise<string> {
  const amountNanos = parseDollars(amount);
  if (amountNanos === null || amountNanos <= 0n) {
    throw new AppError("invalid_input", `"${amount}" cannot be given: give dollars above 0, such as 250 or 1,250.50.`);
  }
  const isNew = await grantCredits(db, { actor: OPERATOR, workspaceId, amountNanos, reference, reason, now });
  if (!isNew) return `Nothing was done: ${reference} was granted to ${slug} before.`;
  const balanceNanos = await readBalanceNanos(db, workspaceId);
  const change = `${formatDollars(balanceNanos - amountNanos)} → ${formatDollars(balanceNanos)}`;
  return `${slug} was given ${formatDollars(amountNanos)} of credits: balance ${change}.`;
}

async function creditNote(
  { db, stripe, now }: OperatorParts,
  { workspaceId }: OperatorWorkspace,
  { invoiceNumber, amount, reason }: Extract<OperatorCommand, { kind: "credit-note" }>,
): Promise<string> {
  const amountNanos = parseDollars(amount);
  if (amountNanos === null) {
    throw new AppError("invalid_input", `"${amount}" is no amount: give dollars such as 250 or 12.50.`);
  }
  if (!stripe) throw new AppError("service_unavailable", "Payments are not configured: set STRIPE_SECRET_KEY.");
  const note = { actor: OPERATOR, workspaceId, invoiceNumber, amountNanos, reason, now };
  const { number, isNew, leftNanos } = await issueCreditNote({ db, stripe }, note);
  const left = `${formatDollars(leftNanos)} is left of invoice ${invoiceNumber}.`;
  return isNew ? `Credit note ${number} was issued. ${left}` : `Nothing was done: ${number} was issued before. ${left}`;
}

function listText(workspaces: readonly OperatorWorkspace[]): string {
  const rows = [
    ["WORKSPACE", "PLAN", "MEMBERS", "OWNER", "NAME"],
    ...workspaces.map(({ slug, plan, members, ownerEmail, name }) => [
      slug,
      plan,
      String(members),
      ownerEmail ?? "-",
      name,
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
