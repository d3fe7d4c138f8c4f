import { insertAuditEntry } from "#lib/data/audit-entries.ts";
import { type BillingAccount, findBillingAccount, upsertBillingAccount } from "#lib/data/billing-accounts.ts";
import type { Database, Db } from "#lib/data/client.ts";
import { readKeptContract, upsertContract } from "#lib/data/contracts.ts";
import { replacePlanChange } from "#lib/data/plan-changes.ts";
import { listSeatHolders } from "#lib/data/plan-holdings.ts";
import { readWorkspacePlan, setWorkspacePlan } from "#lib/data/workspace-plans.ts";
import { lockWorkspace } from "#lib/data/workspaces.ts";
import type { Actor } from "#lib/domain/actor.ts";
import type { JsonValue } from "#lib/domain/audit.ts";
import {
  CONTRACT_TERMS,
  type Contract,
  type ContractInput,
  isSameContract,
  readContract,
} from "#lib/domain/contract.ts";
import { AppError } from "#lib/domain/errors.ts";
import { toExactDollars } from "#lib/domain/money.ts";
import { planSeats } from "#lib/domain/plans/plan-seats.ts";
import { NO_BILLING } from "#lib/stripe/read-billing.ts";
import { enforcePlan } from "./enforce-plan.ts";
import { grantIncluded } from "./grant-included.ts";

export type ContractToSet = {
  /** Contracts are made by the operator, never by a workspace's own people. */
  readonly actor: Extract<Actor, { type: "system" }>;
  readonly workspaceId: string;
  readonly terms: ContractInput;
  readonly now: Date;
};

const ENTERPRISE = planSeats("enterprise", 0);

/**
 * Makes a workspace Enterprise by the terms of its contract, or changes them. Terms that are left out stay. The same
 * again changes nothing. @returns the contract as it was and is, and whether anything changed
 * @throws AppError invalid_input with everything that is wrong with the terms
 */
export async function setEnterpriseContract(
  db: Database,
  toSet: ContractToSet,
): Promise<{ before: Contract | null; contract: Contract; hasChanged: boolean }> {
  const { workspaceId, terms, now } = toSet;
  return db.$transaction(async (tx) => {
    await lockWorkspace(tx, workspaceId);
    const present = await readKeptContract(tx, workspaceId);
    const before = await readWorkspacePlan(tx, workspaceId);
    const read = readContract(present, terms, now);
    if (!read.isValid) throw new AppError("invalid_input", read.problems.join("\n"));
    const { contract } = read;
    await requireSeats(tx, workspaceId, contract);
    const hasChanged = before.plan !== "enterprise" || !present || !isSameContract(present, contract);
    if (hasChanged) await write(tx, toSet, { before, present, contract });
    return { before: before.plan === "enterprise" ? present : null, contract, hasChanged };
  });
}

/** @throws AppError invalid_input where members would lose access */
async function requireSeats(tx: Db, workspaceId: string, { seats }: Contract): Promise<void> {
  const members = (await listSeatHolders(tx, workspaceId)).filter(({ isSuspended }) => !isSuspended).length;
  if (members <= seats) return;
  throw new AppError("invalid_input", `The workspace has ${members} members: give at least as many seats.`);
}

type Change = { before: Awaited<ReturnType<typeof readWorkspacePlan>>; present: Contract | null; contract: Contract };

async function write(tx: Db, { workspaceId, actor, now }: ContractToSet, change: Change): Promise<void> {
  const { before, present, contract } = change;
  const account = await findBillingAccount(tx, workspaceId);
  const toMonthlyNanos = contract.includedInferenceNanos;
  const grant = { workspaceId, before, target: ENTERPRISE, toMonthlyNanos, account, billing: NO_BILLING, now };
  const granted = await grantIncluded(tx, grant);
  await upsertBillingAccount(tx, workspaceId, { ...(account ?? newAccount(now)), ...granted });
  await upsertContract(tx, workspaceId, contract);
  await setWorkspacePlan(tx, workspaceId, { ...ENTERPRISE, includedInferenceNanos: toMonthlyNanos });
  await replacePlanChange(tx, workspaceId, null);
  const entry = { workspaceId, actor, ip: null, requestId: null, at: now };
  await insertAuditEntry(tx, {
    ...entry,
    action: "contract.set",
    targetType: "workspace",
    targetId: workspaceId,
    before: { plan: before.plan, contract: present && auditedContract(present) },
    after: { plan: "enterprise", contract: auditedContract(contract) },
  });
  await enforcePlan(tx, ENTERPRISE, entry);
}

function auditedContract(contract: Contract): JsonValue {
  return Object.fromEntries(CONTRACT_TERMS.map((term) => [term.replace(/Nanos$/, ""), auditedTerm(contract[term])]));
}

function auditedTerm(value: Contract[keyof Contract]): JsonValue {
  if (typeof value === "bigint") return toExactDollars(value);
  return value instanceof Date ? value.toISOString() : value;
}

/** Of a workspace of which Stripe has never been asked. */
function newAccount(now: Date): BillingAccount {
  return {
    stripeSubscriptionId: null,
    subscriptionStatus: null,
    paidPlan: null,
    paidSeats: 0,
    currentPeriodStart: null,
    currentPeriodEnd: null,
    isCancelling: false,
    stripeScheduleId: null,
    pastDueSince: null,
    openInvoiceUrl: null,
    openInvoiceNanos: null,
    cardBrand: null,
    cardLast4: null,
    cardExpiresMonth: null,
    cardExpiresYear: null,
    grantedPeriodKey: null,
    grantedMonthlyNanos: 0n,
    syncedAt: now,
  };
}
