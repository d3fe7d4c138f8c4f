import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MODELS, type Model } from "#lib/domain/catalog/models.ts";
import { LEAST_OUTPUT_TOKENS, outputTokensWanted } from "./output-tokens.ts";

const MODEL: Model = { id: "m", name: "M", kind: "chat", contextTokens: 100_000, maxOutputTokens: 32_768 };

describe("outputTokensWanted", () => {
  test.each<[string, number | null, number, Model | null, number]>([
    ["what was asked for", 500, 1_000, MODEL, 500],
    ["no more than the model writes", 50_000, 1_000, MODEL, 32_768],
    ["what was asked for, however long the prompt", 500, 200_000, MODEL, 500],
    ["as much as the model writes where nothing was asked for", null, 1_000, MODEL, 32_768],
    ["what the prompt leaves of the context", null, 80_000, MODEL, 20_000],
    ["a short answer where the prompt, counted in bytes, fills the context", null, 99_000, MODEL, 4_096],
    ["the same where it exceeds the context", null, 5_000_000, MODEL, 4_096],
    ["what was asked for of an unknown model", 900_000, 1_000, null, 900_000],
    ["a bounded answer of an unknown model where nothing was asked for", null, 1_000, null, 32_768],
    ["nothing where nothing may be written", 0, 1_000, MODEL, 0],
  ])("gives %s", (_, asked, maxInputTokens, model, wanted) => {
    expect(outputTokensWanted({ asked, maxInputTokens, model })).toBe(wanted);
  });

  test("never more than was asked for or the model writes, and without a bound enough for an answer", () => {
    const requests = fc.record({
      asked: fc.option(fc.nat({ max: 1_000_000 })),
      maxInputTokens: fc.nat({ max: 40_000_000 }),
      model: fc.constantFrom(...MODELS.filter(({ kind }) => kind === "chat")),
    });
    fc.assert(
      fc.property(requests, (request) => {
        const wanted = outputTokensWanted(request);
        expect(wanted).toBeLessThanOrEqual(
          Math.min(request.asked ?? Number.POSITIVE_INFINITY, request.model.maxOutputTokens),
        );
        if (request.asked === null) expect(wanted).toBeGreaterThanOrEqual(LEAST_OUTPUT_TOKENS);
        else expect(wanted).toBe(Math.min(request.asked, request.model.maxOutputTokens));
      }),
    );
  });

  test("a default answer and a prompt that does not fill the context fit into it together", () => {
    for (const model of MODELS.filter(({ kind }) => kind === "chat")) {
      const longest = model.contextTokens - 4_096;
      for (const maxInputTokens of [0, 1, Math.floor(longest / 2), longest]) {
        const wanted = outputTokensWanted({ asked: null, maxInputTokens, model });
        expect(maxInputTokens + wanted).toBeLessThanOrEqual(model.contextTokens);
      }
    }
  });
});
