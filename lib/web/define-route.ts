import type { Context } from "#lib/context.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import { answerError } from "./error-answer.ts";
import { openRoute } from "./open-route.ts";

type RouteParams = Readonly<Record<string, string>> & { readonly workspace: string };
type RouteArguments<P extends RouteParams> = { params: Promise<P> };

/** A JSON read of a workspace: the same view as the screen's, never cached. */
export function defineRoute<P extends RouteParams = { workspace: string }>(
  run: (ctx: Context, search: URLSearchParams, params: P) => Promise<unknown>,
) {
  return async (request: Request, { params }: RouteArguments<P>): Promise<Response> => {
    let requestId = newRequestId(systemClock.now());
    try {
      const path = await params;
      const { ctx, search } = await openRoute(request, path);
      requestId = ctx.requestId;
      return respond(200, await run(ctx, search, path), requestId);
    } catch (error) {
      const answer = answerError(error, requestId);
      return respond(answer.status, { error: answer.error }, requestId);
    }
  };
}

function respond(status: number, body: unknown, requestId: string): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store", "x-request-id": requestId } });
}
