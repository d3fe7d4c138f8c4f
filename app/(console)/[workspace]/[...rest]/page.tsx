import { notFound } from "next/navigation";
import { consoleContext } from "#lib/web/console-context.ts";
import { type PageSearch, pageAddress } from "#lib/web/page-address.ts";

type Props = { params: Promise<{ workspace: string; rest: string[] }>; searchParams: Promise<PageSearch> };

/** Every address in a workspace that has no screen, so that the answer keeps the shell around it. */
export default async function UnknownScreenPage({ params, searchParams }: Props) {
  const { workspace, rest } = await params;
  await consoleContext(workspace, { returnTo: pageAddress(`/${[workspace, ...rest].join("/")}`, await searchParams) });
  notFound();
}
