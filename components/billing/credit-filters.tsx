"use client";

import { useRouter } from "next/navigation";
import { Field } from "#components/ui/field.tsx";
import type { SelectOption } from "#components/ui/open-select.tsx";
import { Select } from "#components/ui/select.tsx";
import { CREDIT_CAUSES, isCreditCause } from "#lib/domain/credit-cause.ts";
import { creditFilterAddress } from "#lib/domain/credit-filter.ts";
import type { CreditsPageView } from "#lib/views/credits-page.ts";

type CreditFiltersProps = {
  filter: CreditsPageView["filter"];
  periods: CreditsPageView["periods"];
  creditsHref: string;
};

const ALL = "all";
const CAUSE_OPTIONS: readonly SelectOption<string>[] = [
  { value: ALL, label: "All causes" },
  ...Object.entries(CREDIT_CAUSES).map(([value, label]) => ({ value, label })),
];

/** Filters of the credit history; they live in the address. */
export function CreditFilters({ filter, periods, creditsHref }: CreditFiltersProps) {
  const router = useRouter();
  const cause = filter.cause ?? ALL;
  const period = filter.periodKey ?? ALL;
  function choose(chosen: { cause: string; period: string }) {
    const periodKey = chosen.period === ALL ? null : chosen.period;
    const next = isCreditCause(chosen.cause) ? chosen.cause : null;
    router.push(creditFilterAddress(creditsHref, { cause: next, periodKey }), { scroll: false });
  }
  return (
    <div className="grid gap-3 sm:grid-cols-2 lg:max-w-xl">
      <Field label="Cause">
        <Select value={cause} options={CAUSE_OPTIONS} onChange={(value) => choose({ cause: value, period })} />
      </Field>
      <Field label="Period">
        <Select
          value={period}
          options={[{ value: ALL, label: "All periods" }, ...periods.map(({ key, label }) => ({ value: key, label }))]}
          onChange={(value) => choose({ cause, period: value })}
        />
      </Field>
    </div>
  );
}
