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
  const isTimed = precision !== "day";
  return (
    <time dateTime={iso} title={instant.toISOString()}>
      <span className="figures">
        {formatUtcDay(instant)}
        {isTimed && ","}
      </span>
      {isTimed && (
        <>
          {" "}
          <span className="figures">{timeOfDay(instant, precision)} UTC</span>
        </>
      )}
    </time>
  );
}

function timeOfDay(instant: Date, precision: "minute" | "second"): string {
  return instant.toISOString().slice(TIME_START, TIME_START + TIME_LENGTH[precision]);
}
