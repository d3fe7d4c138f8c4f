import Link from "next/link";
import { segmentClasses, segmentsClasses } from "#components/ui/segment-classes.ts";
import type { UsagePageView } from "#lib/views/usage-page.ts";
import { periodName } from "./period-name.ts";

type PeriodPickerProps = Pick<UsagePageView, "period" | "periods">;

export function PeriodPicker({ period, periods }: PeriodPickerProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <nav aria-label="Billing period" className={segmentsClasses}>
        {periods.map(({ key, label }) => (
          <Link
            key={key}
            href={`?period=${key}`}
            scroll={false}
            title={label}
            aria-current={key === period.key ? "page" : undefined}
            className={segmentClasses}
          >
            {periodName(key)}
          </Link>
        ))}
      </nav>
      <p className="text-sm text-ink-muted">{period.label}</p>
    </div>
  );
}
