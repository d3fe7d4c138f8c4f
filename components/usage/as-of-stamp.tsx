import { CloudOff } from "lucide-react";
import { DateTime } from "#components/ui/date-time.tsx";

type AsOfStampProps = { asOf: string; isCurrent: boolean; hasFailed: boolean; requestId: string | null };

/** When the figures were read, and quietly whether they could not be read again. */
export function AsOfStamp({ asOf, isCurrent, hasFailed, requestId }: AsOfStampProps) {
  return (
    <div className="flex min-h-5 flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-muted">
      <span className="flex items-center gap-1.5">
        {isCurrent && !hasFailed && <span aria-hidden="true" className="size-1.5 rounded-full bg-good" />}
        <span>
          As of <DateTime iso={asOf} precision="second" />
        </span>
      </span>
      <span role="status" className="text-warn">
        {hasFailed && (
          <>
            <CloudOff aria-hidden="true" className="mr-1.5 mb-0.5 inline size-3.5" />
            Could not refresh, trying again
            {requestId && (
              <>
                {" "}
                (request id <span className="font-mono break-all select-all">{requestId}</span>)
              </>
            )}
          </>
        )}
      </span>
    </div>
  );
}
