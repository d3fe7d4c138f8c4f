"use client";

import { Popover } from "@base-ui/react/popover";
import type { ReactElement } from "react";
import type { ExactDollars } from "#lib/domain/money.ts";
import { CopyButton } from "./copy-button.tsx";
import { exactDollarsLabel } from "./exact-dollars-label.ts";
import { popupClasses } from "./popup-classes.ts";

type ExactMoneyPopoverProps = { exact: ExactDollars; what: string; trigger: ReactElement };

/** The digits of an amount beside it, shown from the start. */
export function ExactMoneyPopover({ exact, what, trigger }: ExactMoneyPopoverProps) {
  return (
    <Popover.Root defaultOpen>
      <Popover.Trigger render={trigger} />
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
