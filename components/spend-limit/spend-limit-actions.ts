import type { ActionResult } from "#lib/domain/action-result.ts";
import type { DrillReport } from "#lib/domain/drill-report.ts";
import type { LimitScope } from "#lib/domain/spend-limit.ts";

export type LimitTargetInput = { scope: LimitScope; scopeId: string };

/** `limit` in dollars, as typed. */
export type SetLimitInput = LimitTargetInput & { limit: string; alertAtPercent: number[]; hasPaceAlert: boolean };

export type SetSpendLimitAction = (input: SetLimitInput) => Promise<ActionResult<{ sentence: string }>>;
export type RemoveSpendLimitAction = (input: LimitTargetInput) => Promise<ActionResult<null>>;

export type DrillInput = { modelId: string; limit: string; requestCount: number };
export type RunDrillAction = (input: DrillInput) => Promise<ActionResult<DrillReport>>;

export type SpendLimitActions = {
  setLimit: SetSpendLimitAction;
  removeLimit: RemoveSpendLimitAction;
  runDrill: RunDrillAction;
};
