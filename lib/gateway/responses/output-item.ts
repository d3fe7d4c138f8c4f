export type ItemStatus = "in_progress" | "completed" | "incomplete";

export type OutputText = { type: "output_text"; text: string; annotations: [] };
export type Refusal = { type: "refusal"; refusal: string };
export type ReasoningText = { type: "reasoning_text"; text: string };

export type MessageItem = {
  type: "message";
  id: string;
  status: ItemStatus;
  role: "assistant";
  content: (OutputText | Refusal)[];
};

/** What a model of open weights thought before it answered. OpenAI's own models show no such text. */
export type ReasoningItem = {
  type: "reasoning";
  id: string;
  status: ItemStatus;
  summary: [];
  content: ReasoningText[];
};

export type FunctionCallItem = {
  type: "function_call";
  id: string;
  status: ItemStatus;
  call_id: string;
  name: string;
  arguments: string;
};

export type OutputItem = MessageItem | ReasoningItem | FunctionCallItem;

/** Makes the items of one response. They begin empty, and their ids follow from the request's, so that both ways agree. */
export function outputItems(requestId: string) {
  const stem = requestId.replaceAll("-", "");
  return {
    message: (): MessageItem => ({
      type: "message",
      id: `msg_${stem}`,
      status: "in_progress",
      role: "assistant",
      content: [],
    }),
    reasoning: (): ReasoningItem => ({
      type: "reasoning",
      id: `rs_${stem}`,
      status: "in_progress",
      summary: [],
      content: [],
    }),
    /** The call at a place among the calls; an upstream that gives it no id gets one, because answers refer to it. */
    functionCall: (place: number, call: { readonly id: unknown; readonly name: string }): FunctionCallItem => ({
      type: "function_call",
      id: `fc_${stem}_${place}`,
      status: "in_progress",
      call_id: typeof call.id === "string" && call.id !== "" ? call.id : `call_${stem}_${place}`,
      name: call.name,
      arguments: "",
    }),
  };
}
