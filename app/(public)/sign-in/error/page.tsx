import type { Metadata } from "next";
import { CenteredPage } from "#components/shell/centered-page.tsx";
import { SignInErrorCard } from "#components/sign-in/sign-in-error-card.tsx";
import { SIGN_IN_LINK_HOURS } from "#lib/auth/sign-in-link.ts";
import { appName } from "#lib/web/operator-settings.ts";

export const metadata: Metadata = { title: "Sign-in failed", robots: { index: false } };

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignInErrorPage({ searchParams }: PageProps) {
  const { error } = await searchParams;
  return (
    <CenteredPage brand={appName()}>
      <SignInErrorCard
        reason={error === "Verification" ? "link" : "other"}
        validHours={SIGN_IN_LINK_HOURS}
        signInHref="/sign-in"
      />
    </CenteredPage>
  );
}
