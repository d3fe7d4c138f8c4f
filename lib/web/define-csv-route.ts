import type { ConsoleContext } from "#lib/auth/open-context.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import { answerError } from "./error-answer.ts";
import { openRoute } from "./open-route.ts";

type RouteArguments = { params: Promise<{ workspace: string }> };
export type CsvFile = { /** Without the ending. */ name: string; lines: AsyncIterable<string> };

/** A download of a workspace, streamed as it is read. What is refused is refused before the first line. */
export function defineCsvRoute(open: (ctx: ConsoleContext, search: URLSearchParams) => CsvFile) {
  return async (request: Request, { params }: RouteArguments): Promise<Response> => {
    let requestId = newRequestId(systemClock.now());
    try {
      const { ctx, search } = await openRoute(request, await params);
      requestId = ctx.requestId;
      const { name, lines } = open(ctx, search);
      const iterator = lines[Symbol.asyncIterator]();
      const first = await iterator.next();
      return new Response(streamOf(first, iterator), {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": `attachment; filename="${name}.csv"`,
          "cache-control": "no-store",
          "x-request-id": requestId,
        },
      });
    } catch (error) {
      const answer = answerError(error, requestId);
      const headers = { "cache-control": "no-store", "x-request-id": requestId };
      return Response.json({ error: answer.error }, { status: answer.status, headers });
    }
  };
}

function streamOf(first: IteratorResult<string>, iterator: AsyncIterator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next: IteratorResult<string> | null = first;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = next ?? (await iterator.next());
      next = null;
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await iterator.return?.();
    },
  });
}
