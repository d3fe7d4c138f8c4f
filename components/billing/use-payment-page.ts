"use client";

import { useState } from "react";
import { useAction } from "#components/ui/use-action.ts";
import type { ActionResult } from "#lib/domain/action-result.ts";
import type { PaymentPage } from "./billing-actions.ts";

/** Runs an action that leads to one of Stripe's pages, and stays pending until the browser has left for it. */
export function usePaymentPage<Input extends unknown[]>(
  action: (...input: Input) => Promise<ActionResult<PaymentPage>>,
) {
  const [isLeaving, setIsLeaving] = useState(false);
  const { run, isPending, failure } = useAction(action, ({ url }) => {
    setIsLeaving(true);
    window.location.assign(url);
  });
  return { run, isPending: isPending || isLeaving, failure };
}
