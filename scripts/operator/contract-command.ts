import { billContract } from "#lib/commands/bill-contract.ts";
import { setEnterpriseContract } from "#lib/commands/set-enterprise-contract.ts";
import { readKeptContract } from "#lib/data/contracts.ts";
import type { OperatorWorkspace } from "#lib/data/operator-workspaces.ts";
import { findStripeCustomerId } from "#lib/data/stripe-customers.ts";
import type { ContractInput } from "#lib/domain/contract.ts";
import { AppError } from "#lib/domain/errors.ts";
import { type ExactDollars, formatDollars, fromExactDollars } from "#lib/domain/money.ts";
import { readFundingInstructions } from "#lib/stripe/read-funding-instructions.ts";
import { readContractPart } from "#lib/views/contract-part.ts";
import { contractText, fundingText } from "./contract-text.ts";
import { OPERATOR } from "./operator-actor.ts";
import type { OperatorParts } from "./run-operator-command.ts";

const NOT_BILLED =
  "Payments are not configured, so nothing is invoiced. Set STRIPE_SECRET_KEY and run this again to start the invoices.";

const notBilledYet = (slug: string) => `Nothing is invoiced yet. "contract set ${slug}" starts the invoices.`;

export async function setContract(
  parts: OperatorParts,
  workspace: OperatorWorkspace,
  terms: ContractInput,
): Promise<string> {
  const { db, stripe, now, appName } = parts;
  const { workspaceId, slug, name, ownerEmail } = workspace;
  if (!ownerEmail) throw new AppError("conflict", `${slug} has no owner to send invoices to. Give it one first.`);
  const { before, contract, hasChanged } = await setEnterpriseContract(db, {
    actor: OPERATOR,
    workspaceId,
    terms,
    now,
  });
  const said = [hasChanged ? `${slug} is Enterprise by these terms from now on.` : "Nothing had to be changed."];
  said.push(contractText(slug, contract, before));
  if (!stripe) return [...said, NOT_BILLED].join("\n\n");
  const work = { db, stripe, now, requestId: null };
  const customer = { workspaceId, workspaceName: name, email: ownerEmail, lineName: `${appName} Enterprise` };
  const { customerId } = await billContract(work, customer);
  return [...said, fundingText(await readFundingInstructions(stripe, customerId))].join("\n\n");
}

export async function showContract(
  { db, stripe, now }: OperatorParts,
  { workspaceId, slug }: OperatorWorkspace,
): Promise<string> {
  const contract = await readKeptContract(db, workspaceId);
  if (!contract) throw new AppError("not_found", `${slug} has no contract. "contract set ${slug}" makes one.`);
  const { purchaseOrder } = await readContractPart(db, workspaceId, { contract, now });
  const said = [contractText(slug, contract), ...(purchaseOrder?.covered ? [usedText(purchaseOrder.covered)] : [])];
  const customerId = await findStripeCustomerId(db, workspaceId);
  if (!stripe) return [...said, NOT_BILLED].join("\n\n");
  const funding = customerId ? fundingText(await readFundingInstructions(stripe, customerId)) : notBilledYet(slug);
  return [...said, funding].join("\n\n");
}

function usedText({ used, amount }: { used: ExactDollars; amount: ExactDollars }): string {
  const dollars = (exact: ExactDollars) => formatDollars(fromExactDollars(exact));
  return `Invoiced or accrued under the purchase order: ${dollars(used)} of ${dollars(amount)}.`;
}
