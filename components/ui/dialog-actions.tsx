import type { ReactNode } from "react";

/** The row of buttons that ends a dialog; on phones they stack, the deed on top. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="flex flex-col-reverse gap-2 pt-1 sm:flex-row sm:justify-end">{children}</div>;
}
