import { CloudOff } from "lucide-react";
import Link from "next/link";
import { DateTime } from "#components/ui/date-time.tsx";
import { RefreshError } from "./refresh-error.ts";
import { refreshState } from "./refresh-state.ts";

type AsOfStampProps = {
  asOf: string;
  isCurrent: boolean;
  /** What the last refresh failed with. */
  error: Error | null;
  signInHref: string;
};

/** When the figures were read, and quietly why they are not read again. */
export function AsOfStamp({ asOf, isCurrent, error, signInHref }: AsOfStampProps) {
  return (
    <div className="flex min-h-5 flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-muted">
      <span className="flex items-center gap-1.5">
        {isCurrent && error === null && <span aria-hidden="true" className="size-1.5 rounded-full bg-good" />}
        <span>
          As of <DateTime iso={asOf} precision="second" />
        </span>
      </span>
      <span role="status" className="text-warn">
        {error !== null && (
          <>
            <CloudOff aria-hidden="true" className="mr-1.5 mb-0.5 inline size-3.5" />
            <RefreshFailure error={error} signInHref={signInHref} />
          </>
        )}
      </span>
    </div>
  );
}

const LINK = "font-medium underline underline-offset-2";

function RefreshFailure({ error, signInHref }: { error: Error; signInHref: string }) {
  const state = refreshState(error);
  if (state === "signed_out") {
    return (
      <>
        You are signed out.{" "}
        <Link href={signInHref} className={LINK}>
          Sign in again
        </Link>
      </>
    );
  }
  if (state === "no_access") {
    return (
      <>
        This workspace is no longer yours.{" "}
        <Link href="/" className={LINK}>
          Go to your workspace
        </Link>
      </>
    );
  }
  const requestId = error instanceof RefreshError ? error.requestId : null;
  return (
    <>
      Could not refresh, trying again
      {requestId && (
        <>
          {" "}
          (request id <span className="font-mono break-all select-all">{requestId}</span>)
        </>
      )}
    </>
  );
}
