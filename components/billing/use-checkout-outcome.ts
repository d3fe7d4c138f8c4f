"use client";

import { useCallback, useEffect, useState } from "react";
import { type ActionFailure, actionFailure } from "#components/ui/action-failure.ts";
import type { CheckoutOutcome, FulfilCheckoutAction } from "./billing-actions.ts";

const ASK_AGAIN_MS = 1_500;
const SLOW_AFTER_ASKS = 10;

const UNREACHABLE: ActionFailure = {
  message: "We could not reach the server. Your payment is not affected by that; nothing is charged twice.",
  requestId: null,
  fieldErrors: {},
};

type Progress = { outcome: CheckoutOutcome | null; failure: ActionFailure | null; asks: number };

/** Asks what became of a payment, again and again while it is being processed, one question at a time. */
export function useCheckoutOutcome(checkoutId: string, fulfilCheckoutAction: FulfilCheckoutAction) {
  const [progress, setProgress] = useState<Progress>({ outcome: null, failure: null, asks: 0 });
  const [round, setRound] = useState(0);
  useEffect(() => {
    // A new round asks at once, also when the last one failed.
    let isCurrent = round >= 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function ask() {
      const result = await fulfilCheckoutAction({ checkoutId }).catch(() => null);
      if (!isCurrent) return;
      if (!result?.ok) {
        const failure = result ? actionFailure(result.error) : UNREACHABLE;
        setProgress(({ asks }) => ({ outcome: null, failure, asks }));
        return;
      }
      setProgress(({ asks }) => ({ outcome: result.data, failure: null, asks: asks + 1 }));
      if (result.data.state === "processing") timer = setTimeout(ask, ASK_AGAIN_MS);
    }
    void ask();
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [checkoutId, fulfilCheckoutAction, round]);
  const retry = useCallback(() => {
    setProgress({ outcome: null, failure: null, asks: 0 });
    setRound((last) => last + 1);
  }, []);
  return { outcome: progress.outcome, failure: progress.failure, isSlow: progress.asks >= SLOW_AFTER_ASKS, retry };
}
