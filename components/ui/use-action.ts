"use client";

import { useState, useTransition } from "react";
import type { ActionResult } from "#lib/domain/action-result.ts";
import { type ActionFailure, actionFailure } from "./action-failure.ts";

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
      else setFailure(actionFailure(result.error));
    });
  }
  return { run, isPending, failure };
}
