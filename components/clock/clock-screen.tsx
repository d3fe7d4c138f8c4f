import { BackToConsole } from "#components/shell/back-to-console.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Section } from "#components/ui/section.tsx";
import type { ActionResult } from "#lib/domain/action-result.ts";
import type { ClockPageView } from "#lib/views/clock-page.ts";
import { MoveClock } from "./move-clock.tsx";
import { timeAhead } from "./time-ahead.ts";

type ClockScreenProps = {
  clock: ClockPageView;
  consoleHref: string;
  moveAction: (input: unknown) => Promise<ActionResult<{ now: string }>>;
};

export function ClockScreen({ clock, consoleHref, moveAction }: ClockScreenProps) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[45rem] flex-col gap-5 px-4 py-5 sm:px-6 lg:px-8 lg:py-7">
      <BackToConsole href={consoleHref} />
      <PageHeader
        title="Move time"
        description="For trying out what takes days or a month: renewals, changes of plan, overdue payments. Only this copy has it, where payments are simulated."
      />
      <Section title="Now">
        <p className="text-title font-semibold tracking-tight">
          <DateTime iso={clock.now} precision="second" />
        </p>
        <p className="mt-1 text-sm text-ink-muted">{timeAhead(clock.aheadMinutes)}</p>
      </Section>
      <Section
        title="Move forward"
        explanation="Each day on the way is lived through: payments fall due, plans change, mails are sent."
      >
        <div className="flex flex-col gap-4">
          <Alert tone="warn">
            Time only moves forward, and nothing takes a move back. To start again at the real time, stop this copy and
            start it with --fresh, which deletes its data.
          </Alert>
          <MoveClock clock={clock} moveAction={moveAction} />
        </div>
      </Section>
      <p className="text-sm text-ink-muted">
        Everything that is billed, counted or told follows this time. Your browser stays signed in: sessions and sign-in
        links end by the real time.
      </p>
    </main>
  );
}
