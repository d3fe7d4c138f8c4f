import { revalidatePath } from "next/cache";
import type { z } from "zod";
import type { Context } from "#lib/context.ts";
import type { ActionResult } from "#lib/domain/action-result.ts";
import { AppError } from "#lib/domain/errors.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import { answerError } from "./error-answer.ts";
import { hasNul } from "./has-nul.ts";
import { requireContext } from "./require-context.ts";

type ActionOptions<Input, Output> = {
  schema: z.ZodType<Input>;
  run: (ctx: Context, input: Input) => Promise<Output>;
  /** The screen to read afresh, below the workspace's address. */
  revalidate: string;
};

/** A server action of a workspace: session, input, command, answer. The page binds the workspace's address. */
export function defineAction<Input, Output>({ schema, run, revalidate }: ActionOptions<Input, Output>) {
  return async (slug: string, input: unknown): Promise<ActionResult<Output>> => {
    let requestId = newRequestId(systemClock.now());
    try {
      const ctx = await requireContext(String(slug));
      requestId = ctx.requestId;
      const data = await run(ctx, parseInput(schema, input));
      revalidatePath(`/${ctx.membership.slug}${revalidate}`);
      return { ok: true, data };
    } catch (error) {
      return { ok: false, error: answerError(error, requestId).error };
    }
  };
}

function parseInput<Input>(schema: z.ZodType<Input>, input: unknown): Input {
  const result = schema.safeParse(input);
  if (result.success && !hasNul(result.data)) return result.data;
  if (result.success)
    throw new AppError("invalid_input", "Text cannot have the character NUL. Take it out and try again.");
  const fieldErrors = Object.fromEntries(result.error.issues.map((issue) => [issue.path.join("."), issue.message]));
  throw new AppError("invalid_input", "Check the fields and try again.", fieldErrors);
}
