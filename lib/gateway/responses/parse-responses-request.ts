import { chatRequest } from "#lib/gateway/chat-request.ts";
import type { MeteredRequest } from "#lib/gateway/metered-request.ts";
import type { JsonObject } from "#lib/gateway/read-json-object.ts";
import { chatBodyFromResponses } from "./chat-body-from-responses.ts";
import { ResponseEventWriter } from "./response-event-writer.ts";
import { responseFromChat } from "./response-from-chat.ts";
import { responsesEcho } from "./responses-echo.ts";

/**
 * Reads a Responses request, which is served as a chat completion and told as a response.
 * @throws GatewayError 400 naming the field that is wrong or not supported
 */
export function parseResponsesRequest(
  body: JsonObject,
  arrival: { readonly requestId: string; readonly startedAt: Date },
): MeteredRequest {
  const chatBody = chatBodyFromResponses(body);
  const echo = responsesEcho(body, arrival);
  return chatRequest(chatBody, "responses", {
    whole: (answer, usage) => responseFromChat(answer, echo, usage),
    stream: () => {
      const writer = new ResponseEventWriter(echo);
      return {
        open: () => writer.open(),
        write: (chunk) => writer.write(chunk),
        finish: (usage) => writer.finish(usage),
        fail: (error) => writer.fail(error.details),
      };
    },
  });
}
