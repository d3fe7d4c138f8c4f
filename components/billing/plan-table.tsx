import { clsx } from "clsx";
import type { ReactNode } from "react";
import type { PlanColumn } from "#lib/views/billing-page.ts";

type PlanTableProps = { plans: readonly PlanColumn[]; way: (plan: PlanColumn) => ReactNode };

/** The plans as columns, where there is room for all of them. */
export function PlanTable({ plans, way }: PlanTableProps) {
  const labels = plans[0]?.features.map(({ label }) => label) ?? [];
  return (
    <table className="hidden w-full table-fixed text-sm tabular:table">
      <caption className="sr-only">Plans compared</caption>
      <thead>
        <tr className="align-top">
          <td className="w-[22%]" />
          {plans.map((plan) => (
            <th key={plan.id} scope="col" className={clsx("px-3 py-4 text-left last:pr-5", tint(plan))}>
              <span className="block text-base font-semibold">{plan.name}</span>
              <span className="block min-h-10 xl:min-h-5 font-normal text-ink-muted">{plan.priceLabel}</span>
              <span className="mt-2 flex min-h-7 items-center font-normal">{way(plan)}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {labels.map((label, row) => (
          <tr key={label} className="border-t border-line align-top">
            <th scope="row" className="py-2 pr-3 pl-5 text-left font-normal text-ink-muted">
              {label}
            </th>
            {plans.map((plan) => (
              <td key={plan.id} className={clsx("px-3 py-2 last:pr-5", tint(plan))}>
                {plan.features[row]?.value}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function tint(plan: PlanColumn): string | false {
  return plan.way === "current" && "bg-surface-muted";
}
