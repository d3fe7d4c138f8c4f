import { redirect } from "next/navigation";
import { firstWorkspaceHref } from "#lib/auth/first-workspace-href.ts";

export default async function HomePage() {
  redirect(await firstWorkspaceHref());
}
