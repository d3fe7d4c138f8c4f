"use client";

import { lazy, Suspense, useState } from "react";
import type { TypedConfirmationProps } from "./typed-confirmation-popup.tsx";

const TypedConfirmationPopup = lazy(async () => ({
  default: (await import("./typed-confirmation-popup.tsx")).TypedConfirmationPopup,
}));

/** Its code comes when it is first opened; focus stays on what opened it until then. */
export function TypedConfirmation(props: TypedConfirmationProps) {
  const [wasOpened, setWasOpened] = useState(props.isOpen);
  if (props.isOpen && !wasOpened) setWasOpened(true);
  return (
    wasOpened && (
      <Suspense>
        <TypedConfirmationPopup {...props} />
      </Suspense>
    )
  );
}
