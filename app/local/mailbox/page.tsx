import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { MailboxScreen } from "#components/mailbox/mailbox-screen.tsx";
import { loadLocalMailbox } from "#lib/views/local-mailbox.ts";

export const metadata: Metadata = { title: "Local mailbox", referrer: "same-origin", robots: { index: false } };

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function LocalMailboxPage({ searchParams }: PageProps) {
  const { to, mail } = await searchParams;
  const address = typeof to === "string" ? to : null;
  const mails = await loadLocalMailbox(address);
  if (!mails) notFound();
  return (
    <MailboxScreen
      mails={mails}
      openMailId={typeof mail === "string" ? mail : null}
      mailHref={(mailId) => `/local/mailbox?${new URLSearchParams({ ...(address && { to: address }), mail: mailId })}`}
    />
  );
}
