import fc from "fast-check";
import { expect, test } from "vitest";
import { longestNormalizedBytes } from "./longest-normalized-bytes.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text).length;
const bound = (text: string) => longestNormalizedBytes(text, bytesOf(text));

test("no text is longer after normalization", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
      expect(bytesOf(text.normalize("NFC"))).toBeLessThanOrEqual(bound(text));
    }),
  );
});

test("no single character grows beyond the bound, and some grow to it", () => {
  let longest = 0;
  for (let point = 0; point <= 0x10ffff; point += 1) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const text = String.fromCodePoint(point);
    const grown = bytesOf(text.normalize("NFC"));
    if (grown > bound(text)) throw new Error(`U+${point.toString(16)} grows to ${grown} bytes`);
    longest = Math.max(longest, grown / bytesOf(text));
  }
  expect(longest).toBe(3);
});

test("plain ASCII keeps its size", () => {
  expect(bound('{"content":"Hello"}')).toBe(19);
});
