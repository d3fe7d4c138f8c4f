import type { MouseEvent } from "react";
import { segmentClasses, segmentsClasses } from "#components/ui/segment-classes.ts";
import type { UsageView } from "#lib/views/usage-view.ts";
import { periodName } from "./period-name.ts";
import type { UsageQueryControl } from "./use-usage-query.ts";

type PeriodPickerProps = Pick<UsageView, "period" | "periods"> & {
  /** The period of the address; null is the current one. */
  periodKey: string | null;
} & Pick<UsageQueryControl, "hrefOf" | "change">;

/** Links, so that a period can be opened beside the present one; followed in place where nothing else is wished. */
export function PeriodPicker({ period, periods, periodKey, hrefOf, change }: PeriodPickerProps) {
  const shown = periodKey ?? periods[0]?.key;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <nav aria-label="Billing period" className={segmentsClasses}>
        {periods.map(({ key, label }) => (
          <a
            key={key}
            href={hrefOf({ periodKey: key })}
            onClick={(event) => {
              if (opensElsewhere(event)) return;
              event.preventDefault();
              change({ periodKey: key });
            }}
            title={label}
            aria-current={key === shown ? "page" : undefined}
            className={segmentClasses}
          >
            {periodName(key)}
          </a>
        ))}
      </nav>
      <p className="text-sm text-ink-muted">Billing period {period.label}</p>
    </div>
  );
}

function opensElsewhere(event: MouseEvent): boolean {
  return event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
}
