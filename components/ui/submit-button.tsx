"use client";

import type { ComponentProps } from "react";
import { useFormStatus } from "react-dom";
import { Button } from "./button.tsx";

/** The button that sends the form around it, pending while the form's action runs. */
export function SubmitButton(props: Omit<ComponentProps<typeof Button>, "type" | "isPending">) {
  const { pending } = useFormStatus();
  return <Button tone="primary" {...props} type="submit" isPending={pending} />;
}
