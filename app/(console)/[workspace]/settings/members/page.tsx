import type { Metadata } from "next";
import { MembersScreen } from "#components/seats/members-screen.tsx";
import { loadMembersPage } from "#lib/views/members-page.ts";
import { consoleContext } from "#lib/web/console-context.ts";

export const metadata: Metadata = { title: "Members" };

type Props = { params: Promise<{ workspace: string }> };

export default async function MembersPage({ params }: Props) {
  const { workspace } = await params;
  const ctx = await consoleContext(workspace, { returnTo: `/${workspace}/settings/members` });
  const view = await loadMembersPage(ctx);
  return <MembersScreen view={view} seatsHref={`/${ctx.membership.slug}/settings/billing#seats`} />;
}
