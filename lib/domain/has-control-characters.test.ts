import { expect, it } from "vitest";
import { hasControlCharacters } from "./has-control-characters.ts";

it.each(["\u0000", "inv_\u0000", "a\nb", "\u007f", "\u0085"])("%j has", (text) => {
  expect(hasControlCharacters(text)).toBe(true);
});

it.each(["", "qwen3.8-27b", "Zoë 東京 🙂", "%00", "\\u0000"])("%j has not", (text) => {
  expect(hasControlCharacters(text)).toBe(false);
});
