import Link from "next/link";
import { DateTime } from "#components/ui/date-time.tsx";
import type { LocalMailView } from "#lib/views/local-mailbox.ts";

type MailListProps = { mails: readonly LocalMailView[]; openMailId: string; mailHref: (mailId: string) => string };

export function MailList({ mails, openMailId, mailHref }: MailListProps) {
  return (
    <nav
      aria-label="Mails"
      className="max-h-64 overflow-y-auto border-line max-md:border-b md:max-h-[70dvh] md:border-r"
    >
      <ul>
        {mails.map(({ id, to, subject, createdAt }) => (
          <li key={id} className="border-b border-line last:border-b-0">
            <Link
              href={mailHref(id)}
              aria-current={id === openMailId ? "true" : undefined}
              className="flex flex-col gap-0.5 px-4 py-2.5 -outline-offset-2 hover:bg-surface-hover aria-[current=true]:bg-accent-soft"
            >
              <span className="truncate font-medium">{subject}</span>
              <span className="truncate text-sm text-ink-muted">{to}</span>
              <span className="text-xs text-ink-muted">
                <DateTime iso={createdAt} precision="second" />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
