import fc from "fast-check";
import OpenAI from "openai";
import { expect, test } from "vitest";
import { ResponseEventWriter } from "./response-event-writer.ts";
import { responseFromChat } from "./response-from-chat.ts";
import { responsesEcho } from "./responses-echo.ts";

type Event = OpenAI.Responses.ResponseStreamEvent;
type Delta = Record<string, unknown>;

const ASKED = { model: "llama-3.1-8b", input: "Hello" };
const ECHO = responsesEcho(ASKED, {
  requestId: "019abc00-0000-7000-8000-000000000001",
  startedAt: new Date("2026-11-24T12:00:00Z"),
});
const USAGE = { prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 4 } };

const chunk = (delta: Delta, finishReason: string | null = null) => ({
  choices: [{ index: 0, delta, finish_reason: finishReason }],
});
const callDelta = (index: number, fields: Delta) => ({ tool_calls: [{ index, ...fields }] });
const parse = (text: string) => [...text.matchAll(/^data: (.+)$/gm)].map(([, data]): Event => JSON.parse(data ?? ""));

const encode = (events: readonly Event[]) =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");

/** What OpenAI's client makes of a stream, answered with a text instead of from a network. */
async function accumulate(text: string) {
  const client = new OpenAI({
    apiKey: "none",
    baseURL: "http://127.0.0.1/v1",
    fetch: async () => new Response(text, { headers: { "content-type": "text/event-stream" } }),
  });
  const { output, ...rest } = await client.responses.stream(ASKED).finalResponse();
  const { output_parsed: _, ...response } = rest;
  return {
    ...response,
    output: JSON.parse(JSON.stringify(output, (key, value) => (isParsed(key) ? undefined : value))),
  };
}

const isParsed = (key: string) => key === "parsed" || key === "parsed_arguments";

/** The events of a whole stream, in which a chunk that says nothing follows the one with the reason for the end. */
function writeAll(deltas: readonly Delta[], finishReason = "stop"): string {
  const writer = new ResponseEventWriter(ECHO);
  const texts = [writer.open()];
  for (const delta of deltas) texts.push(writer.write(chunk(delta)));
  texts.push(writer.write(chunk({}, finishReason)), writer.write(chunk({})), writer.finish(USAGE));
  return texts.join("");
}

type Answer = {
  readonly reasoning: string;
  readonly content: string;
  readonly refusal: string;
  readonly calls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
};

/** Text of any characters, with pairs of surrogates that a cut can part. */
const anyText = fc.string({ unit: "binary", maxLength: 20 });

const anyAnswer: fc.Arbitrary<Answer> = fc.record({
  reasoning: anyText,
  content: anyText,
  refusal: fc.oneof({ weight: 3, arbitrary: fc.constant("") }, { weight: 1, arbitrary: anyText }),
  calls: fc
    .array(fc.record({ name: fc.string({ minLength: 1, maxLength: 5 }), arguments: anyText }), { maxLength: 3 })
    .map((calls) => calls.map((call, index) => ({ ...call, id: `call_${index}` }))),
});

/** The text in pieces; `sizes` are used in turn. */
function cut(text: string, sizes: readonly number[]): string[] {
  const pieces: string[] = [];
  for (let from = 0, turn = 0; from < text.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    pieces.push(text.slice(from, from + size));
    from += size;
  }
  return pieces;
}

/** Each thing's deltas in order. Things begin in order, and `picks` says whose delta is next once they have begun. */
function deltasOf(answer: Answer, sizes: readonly number[], picks: readonly number[]): Delta[] {
  const things: Delta[][] = [
    cut(answer.reasoning, sizes).map((piece) => ({ reasoning_content: piece })),
    cut(answer.content, sizes).map((piece) => ({ content: piece })),
    cut(answer.refusal, sizes).map((piece) => ({ refusal: piece })),
    ...answer.calls.map(({ id, name, arguments: whole }, index) => {
      const [first = "", ...rest] = cut(whole, sizes);
      return [
        callDelta(index, { id, type: "function", function: { name, arguments: first } }),
        ...rest.map((piece) => callDelta(index, { function: { arguments: piece } })),
      ];
    }),
  ].filter((thing) => thing.length > 0);
  const begun = things.flatMap((thing) => thing.splice(0, 1));
  const later: Delta[] = [];
  for (let turn = 0; things.some((thing) => thing.length > 0); turn += 1) {
    const left = things.filter((thing) => thing.length > 0);
    const pick = left[(picks[turn % picks.length] ?? 0) % left.length];
    later.push(...(pick?.splice(0, 1) ?? []));
  }
  return [{ role: "assistant", content: "" }, ...begun, ...later];
}

function wholeResponse({ reasoning, content, refusal, calls }: Answer, finishReason: string) {
  const message = {
    role: "assistant",
    reasoning_content: reasoning,
    content,
    refusal,
    tool_calls: calls.map(({ id, ...called }) => ({ id, type: "function", function: called })),
  };
  const answer = { choices: [{ index: 0, message, finish_reason: finishReason }] };
  return responseFromChat(answer, ECHO, USAGE);
}

const anyStream = fc.record({
  answer: anyAnswer,
  sizes: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 5 }),
  picks: fc.array(fc.nat(5), { minLength: 1, maxLength: 10 }),
  finishReason: fc.constantFrom("stop", "length", "tool_calls", "content_filter"),
});

test("however an answer is cut up, OpenAI's client puts together what the unstreamed answer says", async () => {
  await fc.assert(
    fc.asyncProperty(anyStream, async ({ answer, sizes, picks, finishReason }) => {
      const expected = wholeResponse(answer, finishReason);
      const text = writeAll(deltasOf(answer, sizes, picks), finishReason);
      const events = parse(text);
      const { output, ...rest } = expected;
      expect(await accumulate(text)).toEqual({ ...rest, output });
      expect(await accumulate(encode(events.slice(0, -1)))).toMatchObject({
        output,
        output_text: expected.output_text,
      });
      const isDone = ({ type }: Event) => type.endsWith(".done");
      const fromDeltas = await accumulate(encode(events.slice(0, -1).filter((event) => !isDone(event))));
      const unended = output.map((item) => ({ ...item, status: "in_progress" }));
      expect(fromDeltas).toMatchObject({ output: unended, output_text: expected.output_text });
    }),
    { numRuns: 100 },
  );
});

test("nothing is held back: after every chunk, all that it brought has been sent", () => {
  const sentBy = (text: string) =>
    parse(text)
      .map((event) => ("delta" in event ? event.delta : ""))
      .join("");
  const broughtBy = (delta: Delta) => {
    const [call] = (delta.tool_calls as { function: { arguments: string } }[] | undefined) ?? [];
    return [delta.reasoning_content, delta.content, delta.refusal, call?.function.arguments].join("");
  };
  fc.assert(
    fc.property(anyStream, ({ answer, sizes, picks }) => {
      const writer = new ResponseEventWriter(ECHO);
      writer.open();
      for (const delta of deltasOf(answer, sizes, picks)) {
        expect(sentBy(writer.write(chunk(delta)))).toBe(broughtBy(delta));
      }
    }),
  );
});
