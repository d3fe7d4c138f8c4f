import { openSystemContext, type SystemContext } from "#lib/auth/open-system-context.ts";
import { answerError } from "./error-answer.ts";

/** More than any event is: what Stripe sends is a few kilobytes. */
const LONGEST_BODY_BYTES = 1_048_576;

export type SignedDelivery = { readonly rawBody: string; readonly signature: string | null };

/** A route to which another service posts what it has signed. The body is handed on as it came. */
export function defineWebhook(
  signatureHeader: string,
  run: (system: SystemContext, delivery: SignedDelivery) => Promise<unknown>,
) {
  return async (request: Request): Promise<Response> => {
    const system = openSystemContext();
    try {
      const rawBody = await readText(request);
      if (rawBody === null) return new Response(null, { status: 413 });
      await run(system, { rawBody, signature: request.headers.get(signatureHeader) });
      return Response.json({ received: true });
    } catch (error) {
      const { status, error: answer } = answerError(error, system.requestId);
      return Response.json({ error: answer }, { status });
    }
  };
}

/** Null for a body that is too long, of which no more than that is read. */
async function readText(request: Request): Promise<string | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.body ?? []) {
    length += part.byteLength;
    if (length > LONGEST_BODY_BYTES) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
