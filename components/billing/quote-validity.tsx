import { Clock } from "lucide-react";
import { DateTime } from "#components/ui/date-time.tsx";
import { countdownText } from "./countdown-text.ts";

type QuoteValidityProps = { expiresAt: string; secondsLeft: number };

/** Until when the price holds. */
export function QuoteValidity({ expiresAt, secondsLeft }: QuoteValidityProps) {
  return (
    <p className="flex items-start gap-2 text-sm text-ink-muted">
      <Clock aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span>
        This price holds until <DateTime iso={expiresAt} />:{" "}
        <span role="timer" className="figures text-ink">
          {countdownText(secondsLeft)}
        </span>
      </span>
    </p>
  );
}
