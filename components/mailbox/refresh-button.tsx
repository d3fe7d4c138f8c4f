"use client";

import { RefreshCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "#components/ui/button.tsx";

/** Reads the page's data again. */
export function RefreshButton() {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  return (
    <Button isPending={isPending} onClick={() => startTransition(() => router.refresh())}>
      {!isPending && <RefreshCw aria-hidden="true" />}
      Refresh
    </Button>
  );
}
