"use client";

import {
  type ButtonHTMLAttributes,
  cloneElement,
  type ReactElement,
  type ReactNode,
  Suspense,
  startTransition,
  useState,
  useTransition,
} from "react";

type TriggerProps = ButtonHTMLAttributes<HTMLButtonElement>;

type OnFirstUseProps = {
  /** The button as it looks before anyone has used it. */
  trigger: ReactElement;
  popupRole: "menu" | "dialog" | "listbox";
  /** The button's own role, where it is no plain button. */
  role?: "combobox" | undefined;
  /** Fetches the code of the control; asked for as soon as someone comes near the button. */
  load: () => Promise<unknown>;
  /** The whole control, its popup open; it takes the button's place. */
  children: ReactNode;
};

const OPENING_KEYS = ["ArrowDown", "ArrowUp"];

/** A button that opens something, whose code comes on first use: till it is here, the button stays and keeps focus. */
export function OnFirstUse({ trigger, popupRole, role, load, children }: OnFirstUseProps) {
  const [isUsed, setIsUsed] = useState(false);
  const [isComing, startComing] = useTransition();
  const use = () =>
    startComing(async () => {
      if (await hasLoaded(load)) startTransition(() => setIsUsed(true));
    });
  const prepare = () => void hasLoaded(load);
  const opensByArrow = popupRole === "menu" || role === "combobox";
  const standIn = cloneElement<TriggerProps>(trigger as ReactElement<TriggerProps>, {
    role,
    "aria-haspopup": popupRole,
    "aria-expanded": false,
    "aria-busy": isComing || undefined,
    onPointerEnter: prepare,
    onFocus: prepare,
    onClick: use,
    onKeyDown: (event) => {
      if (!opensByArrow || !OPENING_KEYS.includes(event.key)) return;
      event.preventDefault();
      use();
    },
  });
  return <Suspense fallback={standIn}>{isUsed ? children : standIn}</Suspense>;
}

/** Where the code cannot be fetched the button stays as it is, and the next press asks again. */
function hasLoaded(load: () => Promise<unknown>): Promise<boolean> {
  return load().then(
    () => true,
    () => false,
  );
}
