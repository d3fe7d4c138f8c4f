import { DateTime } from "#components/ui/date-time.tsx";

/** A UTC day, such as "2026-11-01". */
export function InvoiceDay({ day }: { day: string }) {
  return <DateTime iso={`${day}T00:00:00.000Z`} precision="day" />;
}
