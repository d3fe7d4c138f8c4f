"use client";

import { Tooltip as BaseTooltip } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";

type TooltipProps = { text: ReactNode; side?: "top" | "right" | "bottom"; children: ReactElement };

/** A hint for a control on hover and focus. Never the only place something is said. */
export function Tooltip({ text, side = "top", children }: TooltipProps) {
  return (
    <BaseTooltip.Root>
      <BaseTooltip.Trigger render={children} />
      <BaseTooltip.Portal>
        <BaseTooltip.Positioner side={side} sideOffset={6} className="z-20">
          <BaseTooltip.Popup className="max-w-64 rounded-md bg-ink px-2 py-1 text-xs text-surface shadow-popup">
            {text}
          </BaseTooltip.Popup>
        </BaseTooltip.Positioner>
      </BaseTooltip.Portal>
    </BaseTooltip.Root>
  );
}
