import type { Metadata } from "next";
import { CenteredPage } from "#components/shell/centered-page.tsx";
import { ConfirmSignInCard } from "#components/sign-in/confirm-sign-in-card.tsx";
import { SignInErrorCard } from "#components/sign-in/sign-in-error-card.tsx";
import { SIGN_IN_LINK_HOURS, signInLinkSchema } from "#lib/auth/sign-in-link.ts";
import { appName } from "#lib/web/operator-settings.ts";

/** "same-origin" keeps the link out of the Referer of other sites, and the Origin in the form that is sent. */
export const metadata: Metadata = { title: "Confirm sign-in", referrer: "same-origin", robots: { index: false } };

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ConfirmSignInPage({ searchParams }: PageProps) {
  const link = signInLinkSchema.safeParse(await searchParams);
  return (
    <CenteredPage brand={appName()}>
      {link.success ? (
        <ConfirmSignInCard email={link.data.email} action="/api/auth/callback/email" method="post" fields={link.data} />
      ) : (
        <SignInErrorCard reason="link" validHours={SIGN_IN_LINK_HOURS} signInHref="/sign-in" />
      )}
    </CenteredPage>
  );
}
