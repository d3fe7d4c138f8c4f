import { type Context, hasPermission, requirePermission } from "#lib/context.ts";
import { type BillingAccount, findBillingAccount } from "#lib/data/billing-accounts.ts";
import type { Db } from "#lib/data/client.ts";
import { findPlanChange, type StoredPlanChange } from "#lib/data/plan-changes.ts";
import { listSeatHolders, type SeatHolder } from "#lib/data/plan-holdings.ts";
import { findContract, readWorkspacePlan, type StoredContract, type WorkspacePlan } from "#lib/data/workspace-plans.ts";
import { PLAN_IDS, type PlanId, planTerms } from "#lib/domain/catalog/plans.ts";
import { type ExactDollars, toExactDollars } from "#lib/domain/money.ts";
import { cardExpiry } from "#lib/domain/plans/card-expiry.ts";
import { paymentState } from "#lib/domain/plans/payment-state.ts";
import { planFeatures, planPriceLabel } from "#lib/domain/plans/plan-features.ts";
import { memberBound, monthlyPrice } from "#lib/domain/plans/plan-seats.ts";
import { readContractPart, readOwnRates, type ShownContract, type ShownOwnRates } from "./contract-part.ts";

const DAY_MS = 86_400_000;

/** One plan of the comparison, from the catalog. */
export type PlanColumn = {
  id: PlanId;
  name: string;
  /** "$99.00 per seat and month", "Free", "By contract". */
  priceLabel: string;
  isPricedPerSeat: boolean;
  /** The fewest seats that can be bought; null where there are none to buy. */
  minSeats: number | null;
  /** What leads there: a quote for upgrade and downgrade; `pending` is the change that waits for the next period. */
  way: "current" | "upgrade" | "downgrade" | "pending" | "contact_sales";
  /** The same rows in the same order for every plan. */
  features: { label: string; value: string }[];
};

export type PaymentBanner =
  | { kind: "ok" }
  | {
      kind: "grace" | "read_only";
      /** ISO: since when a payment is missing, and when everything becomes read-only. */
      since: string;
      until: string;
      /** Whole days left, rounded up; 0 when read-only. */
      daysLeft: number;
      amount: ExactDollars | null;
      /** Stripe's page on which it can be paid. */
      payUrl: string | null;
    };

/** Settings > Billing but for the credits. Instants are ISO text. */
export type BillingPageView = {
  asOf: string;
  payments: "ready" | "simulated" | "not_configured";
  plan: {
    id: PlanId;
    name: string;
    /** What a month costs with the present seats; null where a contract says it and none is known. */
    monthly: ExactDollars | null;
    /** What a seat costs a month; null on plans that are not priced per seat. */
    perSeat: ExactDollars | null;
  };
  /** Null where nothing will be charged: on Starter, and where the subscription ends with the period. */
  nextCharge: { amount: ExactDollars; at: string } | null;
  seats: {
    /** The members that the plan admits: seats that are paid for, the plan's own bound, or the contract's. */
    total: number;
    /** Members who have access, and pending invites. */
    used: number;
    /** Members without access, because they are more than the plan admits. */
    suspended: number;
    /** Whether seats are bought one by one. */
    isSold: boolean;
    /** The fewest to which they can be reduced now. */
    minimum: number;
  };
  /** The change that waits for the next period. */
  pendingChange: {
    planId: PlanId;
    planName: string;
    seats: number | null;
    effectiveAt: string;
    requestedBy: string;
    canUndo: boolean;
  } | null;
  payment: PaymentBanner;
  card: {
    brand: string;
    last4: string;
    expiresMonth: number;
    expiresYear: number;
    expiry: "valid" | "expires_soon" | "expired";
  } | null;
  /** Of Enterprise. */
  contract: ShownContract | null;
  /** Token rates of the workspace's own, by sales; empty where it pays the list's. */
  ownRates: ShownOwnRates[];
  plans: PlanColumn[];
  can: {
    changePlan: boolean;
    changeSeats: boolean;
    buyCredits: boolean;
    changeCard: boolean;
  };
};

/** Loads Settings > Billing but for the credits, all read at one instant. */
export async function loadBillingPage(ctx: Context): Promise<BillingPageView> {
  requirePermission(ctx, "billing:read");
  const { now, stripe } = ctx;
  const state = await ctx.db.$transaction((tx) => readAll(tx, ctx), { isolationLevel: "RepeatableRead" });
  const { workspace, account, pending, contract } = state;
  const { plan } = workspace;
  const monthlyNanos = monthlyPrice(workspace) ?? contract?.monthlyNanos ?? null;
  const { monthlyPriceNanos, isPricedPerSeat, name } = planTerms(plan);
  return {
    asOf: now.toISOString(),
    payments: stripe ? (stripe.isSimulated ? "simulated" : "ready") : "not_configured",
    plan: {
      id: plan,
      name,
      monthly: monthlyNanos === null ? null : toExactDollars(monthlyNanos),
      perSeat: isPricedPerSeat && monthlyPriceNanos !== "contract" ? toExactDollars(monthlyPriceNanos) : null,
    },
    nextCharge: nextChargeOf(account, pending, contract),
    seats: seatsOf(workspace, state.holders, contract),
    pendingChange: pending && pendingOf(ctx, pending, state.holders),
    payment: bannerOf(account, now),
    card: cardOf(account, now),
    contract: state.shownContract,
    ownRates: state.ownRates,
    plans: PLAN_IDS.map((planId) => columnOf(planId, plan, pending)),
    can: {
      changePlan: hasPermission(ctx, "plan:change"),
      changeSeats: hasPermission(ctx, "seats:change"),
      buyCredits: hasPermission(ctx, "credits:buy"),
      changeCard: hasPermission(ctx, "payment_methods:change"),
    },
  };
}

async function readAll(tx: Db, { workspaceId, now }: Context) {
  const workspace = await readWorkspacePlan(tx, workspaceId);
  const contract = await findContract(tx, workspaceId);
  const isContracted = contract !== null && workspace.plan === "enterprise";
  return {
    workspace,
    contract,
    shownContract: isContracted ? await readContractPart(tx, workspaceId, { contract, now }) : null,
    ownRates: await readOwnRates(tx, workspaceId, now),
    account: await findBillingAccount(tx, workspaceId),
    pending: await findPlanChange(tx, workspaceId),
    holders: await listSeatHolders(tx, workspaceId),
  };
}

/** What Stripe will do: a change that waits in Weir alone would not be charged. */
function nextChargeOf(
  account: BillingAccount | null,
  pending: StoredPlanChange | null,
  contract: StoredContract | null,
): BillingPageView["nextCharge"] {
  if (!account?.paidPlan || !account.currentPeriodEnd || account.isCancelling) return null;
  const { paidPlan: plan, paidSeats: seats, stripeScheduleId } = account;
  const charged = stripeScheduleId && pending ? { plan: pending.toPlan, seats: pending.toSeats } : { plan, seats };
  const amountNanos = monthlyPrice(charged) ?? contract?.monthlyNanos ?? null;
  if (amountNanos === null) return null;
  return { amount: toExactDollars(amountNanos), at: account.currentPeriodEnd.toISOString() };
}

function seatsOf(
  workspace: WorkspacePlan,
  holders: readonly SeatHolder[],
  contract: StoredContract | null,
): BillingPageView["seats"] {
  const { isPricedPerSeat, minMembers } = planTerms(workspace.plan);
  const suspended = holders.filter(({ isSuspended }) => isSuspended).length;
  const used = holders.length - suspended;
  return {
    total: memberBound(workspace, contract?.seats ?? null),
    used,
    suspended,
    isSold: isPricedPerSeat,
    minimum: Math.max(minMembers, used),
  };
}

function pendingOf(
  ctx: Context,
  { toPlan, toSeats, effectiveAt, requestedByUserId }: StoredPlanChange,
  holders: readonly SeatHolder[],
): BillingPageView["pendingChange"] {
  const { name, isPricedPerSeat } = planTerms(toPlan);
  const requester = holders.find(({ userId }) => userId === requestedByUserId);
  return {
    planId: toPlan,
    planName: name,
    seats: isPricedPerSeat ? toSeats : null,
    effectiveAt: effectiveAt.toISOString(),
    requestedBy: requester?.name ?? "A former member",
    canUndo: effectiveAt > ctx.now && hasPermission(ctx, "plan:change") && hasPermission(ctx, "seats:change"),
  };
}

function bannerOf(account: BillingAccount | null, now: Date): PaymentBanner {
  const state = paymentState(account, now);
  if (state.kind === "ok") return { kind: "ok" };
  const leftMs = state.until.getTime() - now.getTime();
  return {
    kind: state.kind,
    since: state.since.toISOString(),
    until: state.until.toISOString(),
    daysLeft: Math.max(0, Math.ceil(leftMs / DAY_MS)),
    amount: account?.openInvoiceNanos == null ? null : toExactDollars(account.openInvoiceNanos),
    payUrl: account?.openInvoiceUrl ?? null,
  };
}

function cardOf(account: BillingAccount | null, now: Date): BillingPageView["card"] {
  if (!account) return null;
  const { cardBrand: brand, cardLast4: last4, cardExpiresMonth: expiresMonth, cardExpiresYear: expiresYear } = account;
  if (brand === null || last4 === null || expiresMonth === null || expiresYear === null) return null;
  return { brand, last4, expiresMonth, expiresYear, expiry: cardExpiry({ expiresMonth, expiresYear }, now) };
}

function columnOf(planId: PlanId, current: PlanId, pending: StoredPlanChange | null): PlanColumn {
  const { name, isPricedPerSeat, minMembers } = planTerms(planId);
  return {
    id: planId,
    name,
    priceLabel: planPriceLabel(planId),
    isPricedPerSeat,
    minSeats: isPricedPerSeat ? minMembers : null,
    way: wayTo(planId, current, pending),
    features: planFeatures(planId),
  };
}

function wayTo(planId: PlanId, current: PlanId, pending: StoredPlanChange | null): PlanColumn["way"] {
  if (planId === current) return "current";
  if (planId === "enterprise" || current === "enterprise") return "contact_sales";
  if (pending?.toPlan === planId) return "pending";
  return PLAN_IDS.indexOf(planId) > PLAN_IDS.indexOf(current) ? "upgrade" : "downgrade";
}
