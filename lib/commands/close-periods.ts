import { hasInvoiceWithin } from "#lib/data/invoices.ts";
import { listWorkspacesToClose, type WorkspaceToClose } from "#lib/data/period-closings.ts";
import { readPlanBefore } from "#lib/data/plan-history.ts";
import { listWorkspacesWithOpenStatements } from "#lib/data/usage-statements.ts";
import { getWorkspaceCreation } from "#lib/data/workspaces.ts";
import type { BillingPeriod } from "#lib/domain/billing-period.ts";
import { closablePeriods } from "#lib/domain/invoices/closable-periods.ts";
import { errorChain } from "#lib/platform/error-chain.ts";
import { log } from "#lib/platform/log.ts";
import { closePeriod } from "./close-period.ts";
import type { ClosingWork } from "./closing-work.ts";
import { invoiceStatements } from "./invoice-statements.ts";

const AT_ONCE = 200;
const EPOCH = new Date(0);

/** How many periods were closed or refused, and workspaces invoiced or failed at. */
export type ClosedPeriods = { closed: number; refused: number; failed: number };

/**
 * Closes every period that is over, and puts its usage on invoices. What fails or waits at one workspace holds up no
 * other and is tried again by the next run. A refusal is an error in the log for as long as the books differ.
 */
export async function closePeriods(work: ClosingWork): Promise<ClosedPeriods> {
  const { db, now } = work;
  const counts = { closed: 0, refused: 0, failed: 0 };
  const toInvoice = new Set<string>();
  for (const period of closablePeriods({ workspaceCreatedAt: EPOCH, now })) {
    for await (const workspace of each((page) => listWorkspacesToClose(db, period, page))) {
      const outcome = await attempt(counts, workspace.workspaceId, () => closeOne(work, workspace, period));
      if (outcome === "closed") toInvoice.add(workspace.workspaceId);
      if (outcome === "closed" || outcome === "refused") counts[outcome] += 1;
    }
  }
  const withOpen = (page: Page) =>
    listWorkspacesWithOpenStatements(db, page).then((ids) => ids.map((workspaceId) => ({ workspaceId })));
  for await (const { workspaceId } of each(withOpen)) toInvoice.add(workspaceId);
  for (const workspaceId of toInvoice) {
    await attempt(counts, workspaceId, () => invoiceStatements(work, workspaceId));
  }
  return counts;
}

type Page = { readonly after: string; readonly atMost: number };

async function* each<T extends { readonly workspaceId: string }>(list: (page: Page) => Promise<T[]>) {
  let after = "";
  for (;;) {
    const page = await list({ after, atMost: AT_ONCE });
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < AT_ONCE) return;
    after = last.workspaceId;
  }
}

async function attempt<T>(counts: ClosedPeriods, workspaceId: string, run: () => Promise<T>): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    counts.failed += 1;
    log.error("period.close_failed", errorChain(error), { workspaceId });
    return null;
  }
}

async function closeOne({ db, now }: ClosingWork, { workspaceId }: WorkspaceToClose, period: BillingPeriod) {
  if ((await getWorkspaceCreation(db, workspaceId)) >= period.end) return null;
  const plan = await readPlanBefore(db, workspaceId, period.end);
  const isOnPlan = plan === "team" || plan === "enterprise";
  const isInvoiced = isOnPlan || (await hasInvoiceWithin(db, workspaceId, period));
  const closed = await closePeriod(db, { workspaceId, period, isInvoiced, now });
  if (closed.outcome === "refused") {
    const differences = closed.differences.map(({ book, differenceNanos }) => `${book} ${differenceNanos}`);
    log.error("period.close_refused", new Error("The books differ"), {
      workspaceId,
      period: period.key,
      differences: differences.join(", "),
    });
  }
  return closed.outcome;
}
