import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { signOutAction } from "#app/sign-out-action.ts";
import { CenteredPage } from "#components/shell/centered-page.tsx";
import { NoWorkspaceCard } from "#components/shell/no-workspace-card.tsx";
import { firstWorkspaceHref } from "#lib/auth/first-workspace-href.ts";
import { findSignedInUser } from "#lib/auth/session.ts";
import { appName } from "#lib/web/operator-settings.ts";
import { createWorkspaceAction } from "./actions.ts";

export const metadata: Metadata = { title: "No workspace", robots: { index: false } };

export default async function NoWorkspacePage() {
  const user = await findSignedInUser();
  if (!user) redirect("/sign-in");
  const href = await firstWorkspaceHref();
  if (href !== "/no-workspace") redirect(href);
  return (
    <CenteredPage brand={appName()}>
      <NoWorkspaceCard email={user.email} createWorkspaceAction={createWorkspaceAction} signOutAction={signOutAction} />
    </CenteredPage>
  );
}
