import { redirect } from "next/navigation";
import { consoleContext } from "#lib/web/console-context.ts";

type Props = { params: Promise<{ workspace: string }> };

export default async function WorkspaceHomePage({ params }: Props) {
  const { workspace } = await params;
  const { membership } = await consoleContext(workspace, { returnTo: `/${workspace}` });
  redirect(`/${membership.slug}/settings/usage`);
}
