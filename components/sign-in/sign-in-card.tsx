"use client";

import { useState } from "react";
import { ActionAlert } from "#components/ui/action-alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { useAction } from "#components/ui/use-action.ts";
import type { ActionResult } from "#lib/domain/action-result.ts";
import { CheckEmailCard } from "./check-email-card.tsx";

type SignInCardProps = {
  brand: string;
  /** Sends the sign-in link; a refusal such as the rate limit is shown in its own words. */
  action: (input: { email: string }) => Promise<ActionResult<unknown>>;
  /** How long a link works. */
  validHours: number;
  /** Where mails land when none are sent; null otherwise. */
  mailboxHref: string | null;
};

export function SignInCard({ brand, action, validHours, mailboxHref }: SignInCardProps) {
  const [email, setEmail] = useState("");
  const [isSent, setIsSent] = useState(false);
  const { run, isPending, failure } = useAction(action, () => setIsSent(true));
  const emailError = failure?.fieldErrors.email;
  // The form's own data, not the state: text typed before hydration is in the former only.
  function send(form: FormData) {
    const typed = String(form.get("email")).trim();
    setEmail(typed);
    run({ email: typed });
  }
  if (isSent) {
    return (
      <CheckEmailCard
        email={email}
        validHours={validHours}
        mailboxHref={mailboxHref}
        onChangeEmail={() => setIsSent(false)}
      />
    );
  }
  return (
    <Card className="p-6">
      <h1 className="text-title font-semibold tracking-tight">Sign in to {brand}</h1>
      <p className="mt-1 text-ink-muted">We email you a link. No password, and no account needed beforehand.</p>
      <form action={send} className="mt-5 flex flex-col gap-4">
        <Field label="Email" error={emailError}>
          <Input
            name="email"
            type="email"
            value={email}
            onValueChange={setEmail}
            required
            autoComplete="email"
            placeholder="you@company.com"
          />
        </Field>
        {failure && !emailError && <ActionAlert failure={failure} />}
        <Button type="submit" tone="primary" isPending={isPending}>
          Email me a sign-in link
        </Button>
      </form>
    </Card>
  );
}
