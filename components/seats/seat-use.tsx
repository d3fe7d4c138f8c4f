import type { BillingPageView } from "#lib/views/billing-page.ts";

/** How many seats are taken, as words and a bar; the bar only repeats the words. */
export function SeatUse({ seats: { used, total } }: Pick<BillingPageView, "seats">) {
  const share = total === 0 ? 0 : Math.min(1, used / total);
  const free = Math.max(0, total - used);
  return (
    <div className="flex flex-col gap-2">
      <p>
        <span className="figures text-title font-semibold tracking-tight">{used}</span>{" "}
        <span className="text-ink-muted">
          of {total} {total === 1 ? "seat" : "seats"} used
        </span>
      </p>
      <span aria-hidden="true" className="block h-1.5 w-full max-w-64 overflow-hidden rounded-full bg-surface-hover">
        <span className="block h-full bg-accent" style={{ width: `${share * 100}%` }} />
      </span>
      <p className="text-sm text-ink-muted">
        {free === 0 ? "None is free." : `${free} ${free === 1 ? "is" : "are"} free.`}
      </p>
    </div>
  );
}
