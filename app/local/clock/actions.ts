"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { isOwnHost } from "#lib/auth/is-own-host.ts";
import type { ActionResult } from "#lib/domain/action-result.ts";
import type { ClockMove } from "#lib/domain/clock-move.ts";
import { AppError } from "#lib/domain/errors.ts";
import { moveTime } from "#lib/jobs/move-time.ts";
import { answerError } from "#lib/web/error-answer.ts";
import { newActionId } from "#lib/web/new-action-id.ts";

const moveSchema: z.ZodType<ClockMove> = z.union([
  z.object({ kind: z.enum(["hour", "day", "next_month"]) }),
  z.object({ kind: z.literal("to"), at: z.string().max(40) }),
]);

/** Moves Weir's time. Only this machine's own page may. @returns Weir's time after it */
export async function moveClockAction(input: unknown): Promise<ActionResult<{ now: string }>> {
  const requestId = newActionId();
  try {
    if (!(await isOwnHost())) throw new AppError("not_found", "There is no such page here.");
    const move = moveSchema.safeParse(input);
    if (!move.success) throw new AppError("invalid_input", "This is no move of the time.");
    const now = await moveTime(move.data);
    revalidatePath("/", "layout");
    return { ok: true, data: { now: now.toISOString() } };
  } catch (error) {
    return { ok: false, error: answerError(error, requestId).error };
  }
}
