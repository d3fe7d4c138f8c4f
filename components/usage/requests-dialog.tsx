"use client";

import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { RequestDetail } from "./request-detail.tsx";
import { RequestsList } from "./requests-list.tsx";
import type { RequestsWanted } from "./usage-panel.ts";
import { zoneName } from "./zone-options.ts";

type RequestsDialogProps = {
  wanted: RequestsWanted;
  /** Answers a GET with the requests of a span, and below it with one by its id. */
  endpoint: string;
  onClose: () => void;
};

/** The requests behind a column, and the arithmetic of each. */
export function RequestsDialog({ wanted, endpoint, onClose }: RequestsDialogProps) {
  const [requestId, setRequestId] = useState<string | null>(null);
  const zone = wanted.query.zone ?? "UTC";
  return (
    <Dialog
      isOpen
      isWide
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={requestId === null ? wanted.title : "One request"}
      description={
        requestId === null
          ? `Newest first, times in ${zoneName(zone)}, with the filters of the screen. Open one to see how its cost came about.`
          : undefined
      }
    >
      {requestId !== null && (
        <>
          <div>
            <Button size="sm" onClick={() => setRequestId(null)} autoFocus>
              <ArrowLeft aria-hidden="true" />
              Back to {wanted.title.replace(/^R/, "r")}
            </Button>
          </div>
          <RequestDetail endpoint={`${endpoint}/${requestId}`} zone={zone} />
        </>
      )}
      {/* Kept while one request is shown, so that going back finds what was loaded where it was. */}
      <div hidden={requestId !== null}>
        <RequestsList wanted={wanted} endpoint={endpoint} onChoose={setRequestId} />
      </div>
    </Dialog>
  );
}
