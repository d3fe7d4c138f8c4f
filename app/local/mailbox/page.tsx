import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { MailboxScreen } from "#components/mailbox/mailbox-screen.tsx";
import { emailAddress } from "#lib/auth/email-address.ts";
import { isOwnHost } from "#lib/auth/is-own-host.ts";
import { loadLocalMailbox } from "#lib/views/local-mailbox.ts";

export const metadata: Metadata = { title: "Local mailbox", referrer: "same-origin", robots: { index: false } };

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function LocalMailboxPage({ searchParams }: PageProps) {
  const { to, mail } = await searchParams;
  const parsed = emailAddress.safeParse(to);
  const address = parsed.success ? parsed.data : null;
  // Another site's name that resolves to this machine must not read sign-in links.
  const mails = (await isOwnHost()) ? await loadLocalMailbox(address) : null;
  if (!mails) notFound();
  return (
    <MailboxScreen
      mails={mails}
      consoleHref="/"
      openMailId={typeof mail === "string" ? mail : null}
      mailHref={(mailId) => `/local/mailbox?${new URLSearchParams({ ...(address && { to: address }), mail: mailId })}`}
    />
  );
}
