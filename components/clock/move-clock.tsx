"use client";

import { useState } from "react";
import { ActionAlert } from "#components/ui/action-alert.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { useAction } from "#components/ui/use-action.ts";
import type { ActionResult } from "#lib/domain/action-result.ts";
import type { ClockPageView } from "#lib/views/clock-page.ts";

type MoveClockProps = {
  clock: ClockPageView;
  moveAction: (input: unknown) => Promise<ActionResult<{ now: string }>>;
};

const MINUTE_LENGTH = 16;

export function MoveClock({ clock, moveAction }: MoveClockProps) {
  const [movedTo, setMovedTo] = useState<string | null>(null);
  const { run, isPending, failure } = useAction(moveAction, ({ now }) => setMovedTo(now));
  const [at, setAt] = useState("");
  const steps = [
    { kind: "hour", label: "1 hour" },
    { kind: "day", label: "1 day" },
    { kind: "next_month", label: "To the next month" },
  ];
  return (
    <>
      <div className="flex flex-wrap gap-2">
        {steps.map(({ kind, label }) => (
          <Button key={kind} isPending={isPending} onClick={() => run({ kind })}>
            {label}
          </Button>
        ))}
      </div>
      <p className="-mt-2 text-xs text-ink-muted">
        The next month leads to <DateTime iso={clock.nextMonth} />, when its renewals have been charged.
      </p>
      <form
        className="flex flex-wrap items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          run({ kind: "to", at });
        }}
      >
        <div className="min-w-60">
          <Field
            label="Another time (UTC)"
            help={`At most ${clock.longestMoveDays} days at once.`}
            error={failure?.fieldErrors.at}
          >
            <Input
              type="datetime-local"
              required
              min={clock.now.slice(0, MINUTE_LENGTH)}
              value={at}
              onChange={(event) => setAt(event.currentTarget.value)}
            />
          </Field>
        </div>
        <Button type="submit" className="sm:mt-6.5" isPending={isPending}>
          Move there
        </Button>
      </form>
      {isPending && (
        <Alert tone="info" role="status">
          Time is passing. A month takes some seconds.
        </Alert>
      )}
      {!isPending && failure && !failure.fieldErrors.at && <ActionAlert failure={failure} />}
      {!isPending && !failure && movedTo && (
        <Alert tone="good" role="status">
          <p>
            It is now <DateTime iso={movedTo} precision="second" />.
          </p>
        </Alert>
      )}
    </>
  );
}
