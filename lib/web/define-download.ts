import type { ConsoleContext } from "#lib/auth/open-context.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import { answerError } from "./error-answer.ts";
import { openRoute } from "./open-route.ts";

type Download = { readonly fileName: string; readonly chunks: AsyncIterable<string> };
type RouteArguments = { params: Promise<{ workspace: string }> };

/**
 * A CSV file of a workspace's, sent as fast as it is taken. What fails before the first byte is answered as JSON;
 * afterwards the download breaks off, so that half a file is never taken for a whole one.
 */
export function defineDownload(run: (ctx: ConsoleContext, search: URLSearchParams) => Promise<Download>) {
  return async (request: Request, { params }: RouteArguments): Promise<Response> => {
    let requestId = newRequestId(systemClock.now());
    try {
      const { ctx, search } = await openRoute(request, await params);
      requestId = ctx.requestId;
      const { fileName, chunks } = await run(ctx, search);
      return new Response(streamOf(chunks, requestId), {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": `attachment; filename="${fileName}"`,
          "cache-control": "no-store",
          "x-request-id": requestId,
        },
      });
    } catch (error) {
      const { status, error: answer } = answerError(error, requestId);
      return Response.json(
        { error: answer },
        { status, headers: { "cache-control": "no-store", "x-request-id": requestId } },
      );
    }
  };
}

function streamOf(chunks: AsyncIterable<string>, requestId: string): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await iterator.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        answerError(error, requestId);
        controller.error(new Error(`The download broke off: request ${requestId}`));
      }
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
