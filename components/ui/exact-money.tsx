"use client";

import { lazy } from "react";
import type { ExactDollars } from "#lib/domain/money.ts";
import { Money } from "./money.tsx";
import { OnFirstUse } from "./on-first-use.tsx";

const load = () => import("./exact-money-popover.tsx");
const ExactMoneyPopover = lazy(async () => ({ default: (await load()).ExactMoneyPopover }));

/** An amount whose every digit is a tap or a key press away, for the few that a screen is about. */
export function ExactMoney({ exact, what, className }: { exact: ExactDollars; what: string; className?: string }) {
  const trigger = (
    <button
      type="button"
      className="self-start rounded-md text-left decoration-line-strong decoration-dotted underline-offset-4 hover:underline data-popup-open:underline"
    >
      <Money exact={exact} className={className} />
      <span className="sr-only">, show the exact {what}</span>
    </button>
  );
  return (
    <OnFirstUse trigger={trigger} popupRole="dialog" load={load}>
      <ExactMoneyPopover exact={exact} what={what} trigger={trigger} />
    </OnFirstUse>
  );
}
