import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { type ConsoleContext, openContext } from "#lib/auth/open-context.ts";

/**
 * The context of a screen, opened once per request. Not signed in leads to the sign-in page; not a member is answered
 * like a workspace that does not exist.
 */
export const consoleContext = cache(async (slug: string): Promise<ConsoleContext> => {
  const opened = await openContext(slug);
  if (opened === "signed_out") redirect(`/sign-in?callbackUrl=${encodeURIComponent(`/${slug}`)}`);
  if (opened === "not_found") notFound();
  return opened;
});
