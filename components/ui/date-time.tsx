import { formatUtcDay } from "#lib/domain/billing-period.ts";

type DateTimeProps = {
  /** An ISO instant. */
  iso: string;
  precision?: "day" | "minute" | "second";
};

const TIME_LENGTH = { minute: 5, second: 8 } as const;
const TIME_START = 11;

/** An instant in UTC, with the zone said wherever there is a time. */
export function DateTime({ iso, precision = "minute" }: DateTimeProps) {
  const instant = new Date(iso);
  const day = formatUtcDay(instant);
  const shown =
    precision === "day"
      ? day
      : `${day}, ${instant.toISOString().slice(TIME_START, TIME_START + TIME_LENGTH[precision])} UTC`;
  return (
    <time dateTime={iso} title={instant.toISOString()} className="figures">
      {shown}
    </time>
  );
}
