import type { ConsoleContext } from "#lib/auth/open-context.ts";
import { requireContext } from "./require-context.ts";
import { requirePlainAddress } from "./require-plain-address.ts";

type RoutePath = Readonly<Record<string, string>> & { readonly workspace: string };

/** Who asks a route of a workspace, and with which parameters. @throws AppError as requireContext and requirePlainAddress do */
export async function openRoute(
  request: Request,
  path: RoutePath,
): Promise<{ ctx: ConsoleContext; search: URLSearchParams }> {
  const ctx = await requireContext(path.workspace);
  const { searchParams: search } = new URL(request.url);
  requirePlainAddress({ path, search });
  return { ctx, search };
}
