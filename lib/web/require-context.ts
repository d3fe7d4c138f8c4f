import { type ConsoleContext, openContext } from "#lib/auth/open-context.ts";
import { AppError } from "#lib/domain/errors.ts";

/** The context of a route or action. @throws AppError unauthenticated, or not_found for who is not a member */
export async function requireContext(slug: string): Promise<ConsoleContext> {
  const opened = await openContext(slug);
  if (opened === "signed_out") throw new AppError("unauthenticated", "You are signed out. Sign in again.");
  if (opened === "not_found") throw new AppError("not_found", "This workspace does not exist.");
  return opened;
}
