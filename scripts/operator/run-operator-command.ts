import { billContract } from "#lib/commands/bill-contract.ts";
import { grantCredits } from "#lib/commands/grant-credits.ts";
import { issueCreditNote } from "#lib/commands/issue-credit-note.ts";
import { setEnterpriseContract } from "#lib/commands/set-enterprise-contract.ts";
import type { Database } from "#lib/data/client.ts";
import { readKeptContract } from "#lib/data/contracts.ts";
import { listOperatorWorkspaces, type OperatorWorkspace } from "#lib/data/operator-workspaces.ts";
import { findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import { AppError } from "#lib/domain/errors.ts";
import { formatDollars, parseDollars } from "#lib/domain/money.ts";
import type { StripeConnection } from "#lib/stripe/connection.ts";
import { readFundingInstructions } from "#lib/stripe/read-funding-instructions.ts";
import { contractText, fundingText } from "./contract-text.ts";
import type { OperatorCommand } from "./read-operator-command.ts";

export type OperatorParts = {
  readonly db: Database;
  /** Null where payments are not configured. */
  readonly stripe: StripeConnection | null;
  readonly appName: string;
  readonly now: Date;
};

const ACTOR = { type: "system", job: "operator" } as const;
const NOT_BILLED =
  "Payments are not configured, so nothing is invoiced. Set STRIPE_SECRET_KEY and run this again to start the invoices.";

const notBilledYet = (slug: string) => `Nothing is invoiced yet. "contract set ${slug}" starts the invoices.`;

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
    case "credit-note":
      return creditNote(parts, await findWorkspace(parts, command.slug), command);
  }
}

async function findWorkspace({ db }: OperatorParts, slug: string): Promise<OperatorWorkspace> {
  const [workspace] = await listOperatorWorkspaces(db, slug);
  if (workspace) return workspace;
  throw new AppError("not_found", `There is no workspace at "${slug}". "workspace list" shows all there are.`);
}

async function setContract(
  parts: OperatorParts,
  workspace: OperatorWorkspace,
  terms: Extract<OperatorCommand, { kind: "contract set" }>["terms"],
): Promise<string> {
  const { db, stripe, now, appName } = parts;
  const { workspaceId, slug, name, ownerEmail } = workspace;
  if (!ownerEmail) throw new AppError("conflict", `${slug} has no owner to send invoices to. Give it one first.`);
  const { contract, hasChanged } = await setEnterpriseContract(db, { actor: ACTOR, workspaceId, terms, now });
  const said = [hasChanged ? `${slug} is Enterprise by these terms from now on.` : "Nothing had to be changed."];
  said.push(contractText(slug, contract));
  if (!stripe) return [...said, NOT_BILLED].join("\n\n");
  const work = { db, stripe, now, requestId: null };
  const customer = { workspaceId, workspaceName: name, email: ownerEmail, lineName: `${appName} Enterprise` };
  const { customerId } = await billContract(work, customer);
  return [...said, fundingText(await readFundingInstructions(stripe, customerId))].join("\n\n");
}

async function showContract({ db, stripe }: OperatorParts, { workspaceId, slug }: OperatorWorkspace): Promise<string> {
  const contract = await readKeptContract(db, workspaceId);
  if (!contract) throw new AppError("not_found", `${slug} has no contract. "contract set ${slug}" makes one.`);
  const customerId = await findStripeCustomerId(db, workspaceId);
  if (!stripe) return [contractText(slug, contract), NOT_BILLED].join("\n\n");
  const funding = customerId ? fundingText(await readFundingInstructions(stripe, customerId)) : notBilledYet(slug);
  return [contractText(slug, contract), funding].join("\n\n");
}

async function grant(
  { db, now }: OperatorParts,
  { workspaceId, slug }: OperatorWorkspace,
  { amount, reference, reason }: Extract<OperatorCommand, { kind: "credits grant" }>,
): Promise<string> {
  const amountNanos = parseDollars(amount);
  if (amountNanos === null) {
    throw new AppError("invalid_input", `"${amount}" is no amount: give dollars such as 250 or 12.50.`);
  }
  const isNew = await grantCredits(db, { actor: ACTOR, workspaceId, amountNanos, reference, reason, now });
  return isNew
    ? `${slug} was given ${formatDollars(amountNanos)} of credits.`
    : `Nothing was done: ${reference} was granted to ${slug} before.`;
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
  const note = { actor: ACTOR, workspaceId, invoiceNumber, amountNanos, reason, now };
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
