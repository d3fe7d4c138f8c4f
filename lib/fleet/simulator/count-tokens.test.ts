import fc from "fast-check";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import { composeSentence } from "./compose-sentence.ts";
import { countTokens } from "./count-tokens.ts";
import { seededRandom } from "./seeded-random.ts";

const asPlainText = { disallowedSpecial: new Set<string>() };

describe("countTokens", () => {
  it("equals the tokenizer's own count of long prose, across its slices", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1, max: 300 }),
        fc.constantFrom(" ", "\n", "\n\n", "  ", ", "),
        (seed, sentences, separator) => {
          const random = seededRandom(seed);
          const text = Array.from({ length: sentences }, () => composeSentence(random)).join(separator);
          expect(countTokens(text)).toBe(encode(text).length);
        },
      ),
    );
  });

  it("equals the tokenizer's own count of any short text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (text) => {
        expect(countTokens(text)).toBe(encode(text, asPlainText).length);
      }),
    );
  });

  it("counts special tokens as the plain text they are", () => {
    expect(countTokens("<|endoftext|>")).toBeGreaterThan(1);
  });

  it("survives a megabyte without a single blank, which the tokenizer alone would not finish", () => {
    const text = "a".repeat(1_000_000);
    expect(countTokens(text)).toBe(500 * encode(text.slice(0, 2_000)).length);
  });
});
