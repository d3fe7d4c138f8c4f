import { Mailbox } from "lucide-react";
import { BackToConsole } from "#components/shell/back-to-console.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { LocalMailView } from "#lib/views/local-mailbox.ts";
import { MailList } from "./mail-list.tsx";
import { OpenMail } from "./open-mail.tsx";
import { RefreshButton } from "./refresh-button.tsx";

type MailboxScreenProps = {
  /** Newest first. */
  mails: readonly LocalMailView[];
  /** The mail to read; the newest when null. */
  openMailId: string | null;
  mailHref: (mailId: string) => string;
  consoleHref: string;
};

export function MailboxScreen({ mails, openMailId, mailHref, consoleHref }: MailboxScreenProps) {
  const [newest] = mails;
  const open = mails.find(({ id }) => id === openMailId) ?? newest;
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[75rem] flex-col gap-5 px-4 py-5 sm:px-6 lg:px-8 lg:py-7">
      <BackToConsole href={consoleHref} />
      <PageHeader
        title="Local mailbox"
        description="No mail server is set, so mails stay on this machine. They are never sent to anyone."
        action={<RefreshButton />}
      />
      <Card className="overflow-hidden">
        {open ? (
          <div className="grid md:grid-cols-[20rem_minmax(0,1fr)]">
            <MailList mails={mails} openMailId={open.id} mailHref={mailHref} />
            <OpenMail mail={open} />
          </div>
        ) : (
          <EmptyState icon={<Mailbox />} title="No mails yet">
            Sign-in links and notices appear here. Ask for a sign-in link, then refresh this page.
          </EmptyState>
        )}
      </Card>
    </main>
  );
}
