import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import type { PlanColumn } from "#lib/views/billing-page.ts";

type PlanCardsProps = { plans: readonly PlanColumn[]; way: (plan: PlanColumn) => ReactNode };

/** The plans one below the other, for phones: what each has opens on demand. */
export function PlanCards({ plans, way }: PlanCardsProps) {
  return (
    <ul className="divide-y divide-line tabular:hidden">
      {plans.map((plan) => (
        <li key={plan.id} className="flex flex-col gap-3 px-4 py-4 sm:px-5">
          <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
            <div className="min-w-0">
              <h3 className="font-semibold">{plan.name}</h3>
              <p className="text-sm text-ink-muted">{plan.priceLabel}</p>
            </div>
            {way(plan)}
          </div>
          <details className="group text-sm">
            <summary className="flex min-h-8 items-center gap-1 rounded-md text-ink-muted select-none hover:text-ink [&::-webkit-details-marker]:hidden">
              <ChevronDown aria-hidden="true" className="size-4 transition-transform group-open:rotate-180" />
              What {plan.name} has
            </summary>
            <dl className="mt-1 divide-y divide-line">
              {plan.features.map(({ label, value }) => (
                <div key={label} className="flex justify-between gap-4 py-1.5">
                  <dt className="text-ink-muted">{label}</dt>
                  <dd className="max-w-[60%] text-right">{value}</dd>
                </div>
              ))}
            </dl>
          </details>
        </li>
      ))}
    </ul>
  );
}
