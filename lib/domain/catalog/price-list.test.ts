import { describe, expect, test } from "vitest";
import { MODELS } from "./models.ts";
import { PRICE_LISTS } from "./price-list.ts";

/** Published list prices in dollars per 1M tokens: input / cached input / output. */
const PUBLISHED: Record<string, string> = {
  "Nemotron 3.5 Lightning 30B": "0.05/0.01/0.15",
  "Qwen3.8 27B": "0.10/0.01/0.40",
  "GLM 5.3 Flash": "0.11/0.03/0.45",
  "DeepSeek V4.1 Flash": "0.14/0.03/0.58",
  "DeepSeek V4 Pro": "0.60/0.03/1.90",
  "Qwen3.8 2.4T A95B": "2.00/0.20/6.00",
  "Llama 3.3 70B": "0.13/–/0.40",
  "gpt-oss-120b": "0.15/–/0.60",
  "BGE Large EN v1.5": "0.016/–/–",
};

/** The finest rate, $0.001 per 1M tokens, is one nano-dollar per token: three decimals without their point. */
function nanosPerToken(dollarsPerMillion: string): bigint | null {
  if (dollarsPerMillion === "–") return null;
  const [whole = "", fraction = ""] = dollarsPerMillion.split(".");
  return BigInt(whole + fraction.padEnd(3, "0"));
}

describe("PRICE_LISTS", () => {
  test("price each model in Flex as published", () => {
    for (const list of PRICE_LISTS) {
      const actual = MODELS.map(({ id, name }) => [name, list.rates[id]?.flex]);
      const published = MODELS.map(({ name }) => {
        const [input = "", cached = "", output = ""] = (PUBLISHED[name] ?? "").split("/");
        const outputNanos = nanosPerToken(output) ?? 0n;
        return [name, { inputNanos: nanosPerToken(input), cachedInputNanos: nanosPerToken(cached), outputNanos }];
      });
      expect(actual).toEqual(published);
    }
  });

  test("price Active a quarter lower, rounded down to whole nano-dollars", () => {
    const threeQuarters = (nanos: bigint) => (nanos * 3n) / 4n;
    for (const { flex, active } of PRICE_LISTS.flatMap((list) => Object.values(list.rates))) {
      expect(active).toEqual({
        inputNanos: threeQuarters(flex.inputNanos),
        cachedInputNanos: flex.cachedInputNanos === null ? null : threeQuarters(flex.cachedInputNanos),
        outputNanos: threeQuarters(flex.outputNanos),
      });
    }
  });

  test("price all models of the catalog and no others", () => {
    const ids = MODELS.map((model) => model.id).sort();
    expect(PRICE_LISTS.map((list) => Object.keys(list.rates).sort())).toEqual(PRICE_LISTS.map(() => ids));
  });

  test("never price cached input above input, on which cutting input first relies", () => {
    for (const { inputNanos, cachedInputNanos, outputNanos } of allRates()) {
      expect(inputNanos > 0n && outputNanos >= 0n).toBe(true);
      expect(cachedInputNanos === null || (cachedInputNanos > 0n && cachedInputNanos <= inputNanos)).toBe(true);
    }
  });

  test("take effect one after another, at instants written in UTC", () => {
    const instants = PRICE_LISTS.map((list) => list.effectiveAt);
    expect(instants.map((instant) => new Date(instant).toISOString())).toEqual(instants);
    expect([...new Set(instants)].sort()).toEqual(instants);
    expect(new Set(PRICE_LISTS.map((list) => list.id)).size).toBe(PRICE_LISTS.length);
  });
});

function allRates() {
  return PRICE_LISTS.flatMap((list) => Object.values(list.rates)).flatMap(({ flex, active }) => [flex, active]);
}
