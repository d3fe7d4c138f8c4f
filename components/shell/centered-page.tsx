import type { ReactNode } from "react";
import { BrandMark } from "./brand-mark.tsx";

/** A page outside the console: the brand, then one card. */
export function CenteredPage({ brand, children }: { brand: string; children: ReactNode }) {
  return (
    <main className="isolate flex min-h-dvh flex-col items-center px-4 pt-[12vh] pb-10">
      <p className="mb-6 flex items-center gap-2 text-lg font-semibold">
        <BrandMark />
        {brand}
      </p>
      <div className="w-full max-w-sm">{children}</div>
    </main>
  );
}
