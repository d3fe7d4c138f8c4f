import { redirect } from "next/navigation";
import { consoleContext } from "#lib/web/console-context.ts";

type Props = { params: Promise<{ workspace: string }> };

export default async function WorkspaceHomePage({ params }: Props) {
  const { membership } = await consoleContext((await params).workspace);
  redirect(`/${membership.slug}/settings/usage`);
}
