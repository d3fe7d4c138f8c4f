"use client";

import { Mail } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { useAction } from "#components/ui/use-action.ts";
import type { SendTestAction, TestOutcome } from "./alert-actions.ts";
import { ChannelBlock } from "./channel-block.tsx";
import { TestResult } from "./test-result.tsx";

type EmailChannelProps = {
  recipients: readonly { name: string; email: string }[];
  onSent: () => void;
  sendTestAction: SendTestAction;
};

export function EmailChannel({ recipients, onSent, sendTestAction }: EmailChannelProps) {
  const [outcome, setOutcome] = useState<TestOutcome | null>(null);
  const { run, isPending, failure } = useAction(sendTestAction, (sent) => {
    setOutcome(sent);
    onSent();
  });
  return (
    <ChannelBlock
      icon={<Mail />}
      title="Email"
      action={
        <Button
          size="sm"
          isPending={isPending}
          onClick={() => {
            setOutcome(null);
            run({ channel: "email" });
          }}
        >
          Send test to {recipients.length} {recipients.length === 1 ? "person" : "people"}
        </Button>
      }
    >
      <p className="text-sm text-ink-muted">
        Goes to everybody who may set limits, and to whom a member’s or key’s limit bounds:
      </p>
      <ul className="flex flex-wrap gap-1.5">
        {recipients.map(({ name, email }) => (
          <li
            key={email}
            title={email}
            className="max-w-full truncate rounded-md bg-surface-muted px-1.5 py-0.5 text-xs text-ink-muted"
          >
            {name}
          </li>
        ))}
      </ul>
      <TestResult outcome={outcome} failure={failure} />
    </ChannelBlock>
  );
}
