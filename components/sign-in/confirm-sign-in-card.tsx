"use client";

import { type SubmitEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";

type ConfirmSignInCardProps = {
  email: string;
  /** The address the form is sent to. */
  action: string;
  method: "get" | "post";
  /** Sent along unseen, such as the link's token. */
  fields: Readonly<Record<string, string>>;
};

/** Asks before using up a single-use link, so that mail scanners which open links do not spend it. */
export function ConfirmSignInCard({ email, action, method, fields }: ConfirmSignInCardProps) {
  const [isSent, setIsSent] = useState(false);
  // A second click while the first is on its way would find the link already used.
  function sendOnce(event: SubmitEvent<HTMLFormElement>) {
    if (isSent) event.preventDefault();
    setIsSent(true);
  }
  return (
    <Card className="p-6">
      <h1 className="text-title font-semibold tracking-tight">Confirm it is you</h1>
      <p className="mt-1 text-ink-muted">The link you opened signs you in on this browser.</p>
      <form action={action} method={method} onSubmit={sendOnce} className="mt-5 flex flex-col">
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Button type="submit" tone="primary" title={email} isPending={isSent}>
          <span className="min-w-0 truncate">Sign in as {email}</span>
        </Button>
      </form>
    </Card>
  );
}
