"use client";

import { Popover } from "@base-ui/react/popover";
import type { ExactDollars } from "#lib/domain/money.ts";
import { CopyButton } from "./copy-button.tsx";
import { exactDollarsLabel } from "./exact-dollars-label.ts";
import { Money } from "./money.tsx";
import { popupClasses } from "./popup-classes.ts";

/** An amount whose every digit is a tap or a key press away, for the few that a screen is about. */
export function ExactMoney({ exact, what, className }: { exact: ExactDollars; what: string; className?: string }) {
  return (
    <Popover.Root>
      <Popover.Trigger className="self-start rounded-md text-left decoration-line-strong decoration-dotted underline-offset-4 hover:underline data-popup-open:underline">
        <Money exact={exact} className={className} />
        <span className="sr-only">, show the exact {what}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner side="bottom" align="start" sideOffset={6} className="z-10 outline-hidden">
          <Popover.Popup
            className={popupClasses("flex max-w-[calc(100vw-2rem)] flex-wrap items-center gap-3 px-3 py-2.5")}
          >
            <div className="min-w-0">
              <Popover.Title className="text-xs text-ink-muted">Exact {what}</Popover.Title>
              <Popover.Description className="figures text-sm wrap-anywhere select-all">
                {exactDollarsLabel(exact)}
              </Popover.Description>
            </div>
            <CopyButton text={exact} what={`exact ${what}`} isIconOnly />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
