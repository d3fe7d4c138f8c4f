import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { type ConsoleContext, openContext } from "#lib/auth/open-context.ts";
import { signInHref } from "./sign-in-href.ts";

/** Opened once per request, whoever asks first: the layout or its page. */
const openOnce = cache(openContext);

/**
 * The context of a screen. Not signed in leads to the sign-in page and from there back to `returnTo`, the screen's
 * own address; not a member is answered like a workspace that does not exist.
 */
export async function consoleContext(slug: string, { returnTo }: { returnTo: string }): Promise<ConsoleContext> {
  const opened = await openOnce(slug);
  if (opened === "signed_out") redirect(signInHref(returnTo));
  if (opened === "not_found") notFound();
  return opened;
}
