"use client";

import { Webhook } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { useAction } from "#components/ui/use-action.ts";
import type { AlertChannelsView } from "#lib/views/alert-channels.ts";
import type { AlertActions, TestOutcome } from "./alert-actions.ts";
import { ChannelBlock } from "./channel-block.tsx";
import { TestResult } from "./test-result.tsx";
import { type OpenWebhookDialog, WebhookDialogs } from "./webhook-dialogs.tsx";

type StoredWebhook = NonNullable<AlertChannelsView["channels"]>["webhook"];
type WebhookChannelProps = { webhook: StoredWebhook; onChanged: () => void; actions: AlertActions };

export function WebhookChannel({ webhook, onChanged, actions }: WebhookChannelProps) {
  const [open, setOpen] = useState<OpenWebhookDialog | null>(null);
  const [outcome, setOutcome] = useState<TestOutcome | null>(null);
  const { run, isPending, failure } = useAction(actions.sendTest, (answer) => {
    setOutcome(answer);
    onChanged();
  });
  function test() {
    setOutcome(null);
    run({ channel: "webhook" });
  }
  return (
    <ChannelBlock
      icon={<Webhook />}
      title="Webhook"
      action={
        webhook ? (
          <Button size="sm" onClick={test} isPending={isPending}>
            Send test to the webhook
          </Button>
        ) : (
          <Button size="sm" onClick={() => setOpen("address")}>
            Add a webhook
          </Button>
        )
      }
    >
      {webhook ? (
        <WebhookFacts webhook={webhook} onOpen={setOpen} />
      ) : (
        <p className="text-sm text-ink-muted">
          None. Add an https address, and each alert is posted there too, signed.
        </p>
      )}
      <TestResult outcome={outcome} failure={failure} />
      {open && (
        <WebhookDialogs
          open={open}
          webhook={webhook}
          actions={actions}
          onClose={() => {
            setOpen(null);
            onChanged();
          }}
        />
      )}
    </ChannelBlock>
  );
}

type WebhookFactsProps = { webhook: NonNullable<StoredWebhook>; onOpen: (dialog: OpenWebhookDialog) => void };

function WebhookFacts({ webhook: { url, secretMadeAt, previousUntil }, onOpen }: WebhookFactsProps) {
  return (
    <>
      <p className="font-mono text-xs break-all">{url}</p>
      <p className="text-sm text-ink-muted">
        Secret made on <DateTime iso={secretMadeAt} />.
        {previousUntil !== null && (
          <>
            {" "}
            The one before signs too until <DateTime iso={previousUntil} />.
          </>
        )}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => onOpen("address")}>
          Change address
        </Button>
        <Button size="sm" onClick={() => onOpen("rotate")}>
          Rotate secret
        </Button>
        <Button size="sm" onClick={() => onOpen("remove")}>
          Remove webhook
        </Button>
      </div>
    </>
  );
}
