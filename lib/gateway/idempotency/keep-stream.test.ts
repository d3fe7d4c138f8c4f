import fc from "fast-check";
import { expect, test } from "vitest";
import { chatAnswerFormat } from "#lib/gateway/chat-answer.ts";
import type { StreamChunk } from "#lib/gateway/stream-usage.ts";
import { keptReply } from "./claimed-event.ts";
import { keepStream } from "./keep-stream.ts";

const USAGE = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
const chunkOf = (content: string): StreamChunk => ({ choices: [{ index: 0, delta: { content } }] });

test("what is kept is what is sent, whatever is said and whether or not it is asked for first", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), fc.boolean(), (contents, isAskedFirst) => {
      const plain = chatAnswerFormat(true).stream();
      const expected = [plain.open(), ...contents.map((content) => plain.write(chunkOf(content))), plain.finish(USAGE)];
      const keeper = keepStream(chatAnswerFormat(true).stream());
      const sent = [keeper.writer.open(), ...contents.map((content) => keeper.writer.write(chunkOf(content)))];
      const kept = isAskedFirst ? keeper.textWith(USAGE) : null;
      sent.push(keeper.writer.finish(USAGE));
      expect(sent).toEqual(expected);
      expect(kept ?? keeper.textWith(USAGE)).toBe(expected.join(""));
    }),
  );
});

test("a stream that grew too long is sent whole and not kept", () => {
  const keeper = keepStream(chatAnswerFormat(false).stream());
  const part = "x".repeat(600_000);
  expect(keeper.writer.write(chunkOf(part))).toContain(part);
  expect(keeper.writer.write(chunkOf(part))).toContain(part);
  expect(keeper.textWith(USAGE)).toBeNull();
  expect(keeper.writer.finish(USAGE)).toBe("data: [DONE]\n\n");
});

test.each([
  ["as long as may be", "a".repeat(1_048_576), true],
  ["a byte longer", "a".repeat(1_048_577), false],
  ["longer in bytes than in characters", "é".repeat(600_000), false],
])("an answer that is %s", (_, body, isKept) => {
  expect(keptReply({ headers: {}, body }).answer).toBe(isKept ? body : null);
});
