import type { Context } from "#lib/context.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import { answerError } from "./error-answer.ts";
import { openRoute } from "./open-route.ts";

type FileAnswer = {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Of the bytes, in hexadecimal. */
  readonly sha256: string;
};

type RouteArguments<Params> = { params: Promise<Params & { workspace: string }> };

/** A file of a workspace, for saving: nobody on the way may keep it, and its hash lets a program ask whether it has it. */
export function defineFileRoute<Params extends Readonly<Record<string, string>>>(
  run: (ctx: Context, params: Params) => Promise<FileAnswer>,
) {
  return async (request: Request, { params }: RouteArguments<Params>): Promise<Response> => {
    let requestId = newRequestId(systemClock.now());
    try {
      const given = await params;
      const { ctx } = await openRoute(request, given);
      requestId = ctx.requestId;
      return answerFile(await run(ctx, given), { request, requestId });
    } catch (error) {
      const answer = answerError(error, requestId);
      return Response.json({ error: answer.error }, { status: answer.status, headers: privately(requestId) });
    }
  };
}

function answerFile(file: FileAnswer, { request, requestId }: { request: Request; requestId: string }): Response {
  const etag = `"${file.sha256}"`;
  const headers = { ...privately(requestId), etag };
  if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
  return new Response(new Uint8Array(file.bytes), {
    headers: {
      ...headers,
      "content-type": file.type,
      "content-length": String(file.bytes.byteLength),
      "content-disposition": `attachment; filename="${file.name.replace(/[^\w.-]+/g, "-")}"`,
    },
  });
}

function privately(requestId: string): Record<string, string> {
  return { "cache-control": "private, no-store", "x-request-id": requestId };
}
