"use client";

import { MailCheck } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Card } from "#components/ui/card.tsx";

type CheckEmailCardProps = {
  email: string;
  /** How long a link works. */
  validHours: number;
  mailboxHref: string | null;
  onChangeEmail: () => void;
};

export function CheckEmailCard({ email, validHours, mailboxHref, onChangeEmail }: CheckEmailCardProps) {
  return (
    <Card className="flex flex-col gap-5 p-6">
      <div role="status">
        <span className="mb-4 flex size-10 items-center justify-center rounded-full bg-good-soft text-good">
          <MailCheck aria-hidden="true" className="size-5" />
        </span>
        <h1 className="text-title font-semibold tracking-tight">Check your email</h1>
        <p className="mt-1 text-ink-muted">
          A sign-in link is on its way to <span className="font-medium wrap-anywhere text-ink">{email}</span>. It works
          once and for {validHours} hours.
        </p>
      </div>
      <div className="flex flex-col gap-2">
        {mailboxHref && (
          <ButtonLink tone="primary" href={mailboxHref}>
            Open the local mailbox
          </ButtonLink>
        )}
        <Button onClick={onChangeEmail}>Use another address</Button>
      </div>
    </Card>
  );
}
