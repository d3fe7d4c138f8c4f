import { billContract } from "#lib/commands/bill-contract.ts";
import { type ClosedPeriods, closePeriods } from "#lib/commands/close-periods.ts";
import { setEnterpriseContract } from "#lib/commands/set-enterprise-contract.ts";
import type { Database } from "#lib/data/client.ts";
import type { ContractInput } from "#lib/domain/contract.ts";
import type { UsageEvent } from "#lib/domain/usage/usage-event.ts";
import type { Pool } from "#lib/platform/postgres.ts";
import { connectSimulator } from "#lib/stripe/connection.ts";
import { type BilledWorkspace, openBilledWorkspace } from "./billed-workspace.ts";
import type { TestWorkspaceOptions } from "./create-test-workspace.ts";
import { type MeteredDay, meterUsage } from "./meter-usage.ts";

const ACTOR = { type: "system", job: "test" } as const;

/** A workspace whose plan has invoices, with what a test needs to use it and to close its periods. */
export type InvoicedWorkspace = BilledWorkspace & {
  /** Uses the models on a day. */
  use(day: string, options?: Partial<MeteredDay>): Promise<UsageEvent[]>;
  /** What the job does now. */
  close(): Promise<ClosedPeriods>;
  /** Moves to an instant and does what the job does there. */
  closeAt(instant: string): Promise<ClosedPeriods>;
  setContract(terms: ContractInput): Promise<void>;
};

type Options = { now: Date } & Partial<TestWorkspaceOptions>;

export async function openInvoicedWorkspace(
  { db, pool }: { db: Database; pool: Pool },
  options: Options,
): Promise<InvoicedWorkspace> {
  const billed = await openBilledWorkspace(db, options);
  const { simulator, workspace } = billed;
  const stripe = connectSimulator(simulator.url, simulator.apiKey);
  const now = () => simulator.clock.now();
  const close = () => closePeriods({ db, stripe, now: now() });
  return {
    ...billed,
    use: (day, use = {}) => meterUsage(pool, { ...workspace, on: new Date(day), ...use }),
    close,
    closeAt: async (instant) => {
      await simulator.clock.advanceTo(new Date(instant));
      return close();
    },
    setContract: async (terms) => {
      const { workspaceId } = workspace;
      await setEnterpriseContract(db, { actor: ACTOR, workspaceId, terms, now: now() });
      const customer = { workspaceId, workspaceName: "Meridian", email: "pay@example.test", lineName: "Enterprise" };
      await billContract({ db, stripe, now: now(), requestId: null }, customer);
    },
  };
}
