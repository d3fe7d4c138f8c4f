"use client";

import { Section } from "#components/ui/section.tsx";
import { useLiveView } from "#components/ui/use-live-view.ts";
import type { AlertChannelsView } from "#lib/views/alert-channels.ts";
import type { AlertActions } from "./alert-actions.ts";
import { AlertLogSection } from "./alert-log-section.tsx";
import { EmailChannel } from "./email-channel.tsx";
import { WebhookChannel } from "./webhook-channel.tsx";
import { WebhookGuide } from "./webhook-guide.tsx";

type AlertsSectionProps = {
  initialView: AlertChannelsView;
  /** Answers a GET with the same view as JSON. */
  endpoint: string;
  actions: AlertActions;
};

/** Mails and webhooks change seldom. */
const EVERY_SECONDS = 3;

export function AlertsSection({ initialView, endpoint, actions }: AlertsSectionProps) {
  const { view, refresh } = useLiveView(initialView, endpoint, EVERY_SECONDS);
  const { channels } = view;
  if (channels === null) {
    return (
      <Section title="Alerts" explanation="When a limit’s thresholds or pace are reached, once each for a month.">
        <p className="text-sm text-ink-muted">
          Owners, admins and billing members are told, and you are told of a limit that bounds you or a key you made.
        </p>
      </Section>
    );
  }
  return (
    <>
      <Section
        title="Alerts"
        explanation="When a limit’s thresholds or pace are reached, once each for a month. Thresholds are set with each limit."
      >
        <div className="flex flex-col gap-5">
          <EmailChannel recipients={channels.recipients} onSent={refresh} sendTestAction={actions.sendTest} />
          <WebhookChannel webhook={channels.webhook} onChanged={refresh} actions={actions} />
          <WebhookGuide />
        </div>
      </Section>
      <AlertLogSection log={channels.log} />
    </>
  );
}
