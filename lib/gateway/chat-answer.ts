import { errorBody } from "./gateway-error.ts";
import type { AnswerFormat } from "./metered-request.ts";
import type { StreamChunk } from "./stream-usage.ts";

/** Chat completions are told as the model server tells them, with the usage that is billed. */
export function chatAnswerFormat(wantsUsage: boolean): AnswerFormat {
  return {
    whole: (answer, usage) => ({ ...answer, usage }),
    stream: () => {
      let lastChunk: StreamChunk = {};
      return {
        open: () => "",
        write: (chunk) => {
          lastChunk = chunk;
          return isUsageOnly(chunk) ? "" : event(withoutRunningUsage(chunk, wantsUsage));
        },
        finish: (usage) => `${wantsUsage ? event({ ...lastChunk, choices: [], usage }) : ""}data: [DONE]\n\n`,
        fail: (error) => event(errorBody(error)),
      };
    },
  };
}

function isUsageOnly(chunk: StreamChunk): boolean {
  return chunk.choices?.length === 0 && Boolean(chunk.usage);
}

function withoutRunningUsage(chunk: StreamChunk, wantsUsage: boolean): StreamChunk {
  if (!("usage" in chunk)) return chunk;
  const { usage: _, ...rest } = chunk;
  return wantsUsage ? { ...rest, usage: null } : rest;
}

function event(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}
