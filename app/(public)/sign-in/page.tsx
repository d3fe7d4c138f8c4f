import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { CenteredPage } from "#components/shell/centered-page.tsx";
import { SignInCard } from "#components/sign-in/sign-in-card.tsx";
import { localMailboxHref } from "#lib/auth/local-mailbox-href.ts";
import { findSignedInUser } from "#lib/auth/session.ts";
import { signInDestination } from "#lib/auth/sign-in-destination.ts";
import { SIGN_IN_LINK_HOURS } from "#lib/auth/sign-in-link.ts";
import { appName } from "#lib/web/operator-settings.ts";
import { requestSignInLinkAction } from "./actions.ts";

export const metadata: Metadata = { title: "Sign in" };

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignInPage({ searchParams }: PageProps) {
  const { callbackUrl } = await searchParams;
  const destination = typeof callbackUrl === "string" ? callbackUrl : "/";
  if (await findSignedInUser()) redirect(signInDestination(destination));
  const brand = appName();
  return (
    <CenteredPage brand={brand}>
      <SignInCard
        brand={brand}
        action={requestSignInLinkAction.bind(null, destination)}
        validHours={SIGN_IN_LINK_HOURS}
        mailboxHref={localMailboxHref()}
      />
    </CenteredPage>
  );
}
