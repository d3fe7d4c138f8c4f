"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button.tsx";
import type { ButtonTone } from "./button-classes.ts";

type CopyButtonProps = {
  text: string;
  /** What is copied, as in "Copy secret". */
  what: string;
  tone?: ButtonTone;
  /** Shows the icon alone; the words stay for screen readers. */
  isIconOnly?: boolean;
};

const REVERT_AFTER_MS = 2_000;

export function CopyButton({ text, what, tone = "secondary", isIconOnly = false }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), REVERT_AFTER_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () =>
    writeToClipboard(text).then(
      () => setOutcome("copied"),
      () => setOutcome("failed"),
    );
  const said = outcome === null ? "" : outcome === "copied" ? "Copied" : "Could not copy. Select the text instead.";
  return (
    <>
      <Button
        tone={tone}
        size="sm"
        onClick={copy}
        aria-label={isIconOnly ? `Copy ${what}` : undefined}
        title={isIconOnly ? `Copy ${what}` : undefined}
        className={isIconOnly ? "px-1.5" : undefined}
      >
        {outcome === "copied" ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
        {!isIconOnly && (outcome === "copied" ? "Copied" : `Copy ${what}`)}
      </Button>
      <span role="status" className={outcome === "failed" ? "text-xs text-bad" : "sr-only"}>
        {said}
      </span>
    </>
  );
}

async function writeToClipboard(text: string): Promise<void> {
  // Absent outside secure contexts, whatever the types say.
  await navigator.clipboard.writeText(text);
}
