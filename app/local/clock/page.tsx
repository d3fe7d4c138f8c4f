import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { ClockScreen } from "#components/clock/clock-screen.tsx";
import { isOwnHost } from "#lib/auth/is-own-host.ts";
import { isWorkspaceSlug } from "#lib/domain/workspace-slug.ts";
import { loadClockPage } from "#lib/views/clock-page.ts";
import { moveClockAction } from "./actions.ts";

export const metadata: Metadata = { title: "Move time", robots: { index: false } };

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function LocalClockPage({ searchParams }: PageProps) {
  await connection();
  const { from } = await searchParams;
  const consoleHref = typeof from === "string" && isWorkspaceSlug(from) ? `/${from}` : "/";
  const clock = (await isOwnHost()) ? loadClockPage() : null;
  if (!clock) notFound();
  return <ClockScreen clock={clock} consoleHref={consoleHref} moveAction={moveClockAction} />;
}
