"use client";

import { useState, useTransition } from "react";
import type { ActionResult } from "#lib/domain/action-result.ts";

export type ActionFailure = { message: string; requestId: string | null; fieldErrors: Record<string, string> };

const UNCONFIRMED: ActionFailure = {
  message: "We could not reach the server, so it is not certain whether this was done. Reload the page to see.",
  requestId: null,
  fieldErrors: {},
};

/** Runs an action once at a time and keeps what to tell the person when it is refused. */
export function useAction<Input extends unknown[], Data>(
  action: (...input: Input) => Promise<ActionResult<Data>>,
  onDone: (data: Data) => void,
) {
  const [isPending, startTransition] = useTransition();
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  function run(...input: Input) {
    if (isPending) return;
    setFailure(null);
    startTransition(async () => {
      const result = await action(...input).catch(() => null);
      if (result === null) setFailure(UNCONFIRMED);
      else if (result.ok) onDone(result.data);
      else setFailure({ ...result.error, fieldErrors: result.error.fieldErrors ?? {} });
    });
  }
  return { run, isPending, failure };
}
