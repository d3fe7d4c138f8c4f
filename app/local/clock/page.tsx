import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { ClockScreen } from "#components/clock/clock-screen.tsx";
import { isOwnHost } from "#lib/auth/is-own-host.ts";
import { loadClockPage } from "#lib/views/clock-page.ts";
import { moveClockAction } from "./actions.ts";

export const metadata: Metadata = { title: "Move time", robots: { index: false } };

export default async function LocalClockPage() {
  await connection();
  const clock = (await isOwnHost()) ? loadClockPage() : null;
  if (!clock) notFound();
  return <ClockScreen clock={clock} moveAction={moveClockAction} />;
}
