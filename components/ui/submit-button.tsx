"use client";

import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { Button } from "./button.tsx";
import type { ButtonTone } from "./button-classes.ts";

/** Sends the form around it, whose action answers by leading elsewhere, and shows that it is under way. */
export function SubmitButton({ tone, children }: { tone?: ButtonTone; children: ReactNode }) {
  const { pending } = useFormStatus();
  return (
    <Button type="submit" {...(tone && { tone })} isPending={pending}>
      {children}
    </Button>
  );
}
