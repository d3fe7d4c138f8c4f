import { describe, expect, test } from "vitest";
import { findModel, MODELS, modelName } from "./models.ts";

describe("MODELS", () => {
  test("are the published ones, one an embedding model", () => {
    expect(MODELS.map((model) => [model.name, model.kind])).toEqual([
      ["Nemotron 3.5 Lightning 30B", "chat"],
      ["Qwen3.8 27B", "chat"],
      ["GLM 5.3 Flash", "chat"],
      ["DeepSeek V4.1 Flash", "chat"],
      ["DeepSeek V4 Pro", "chat"],
      ["Qwen3.8 2.4T A95B", "chat"],
      ["Llama 3.3 70B", "chat"],
      ["gpt-oss-120b", "chat"],
      ["BGE Large EN v1.5", "embedding"],
    ]);
  });

  test("have ids of their own that fit into an address", () => {
    expect(new Set(MODELS.map((model) => model.id)).size).toBe(MODELS.length);
    expect(MODELS.filter((model) => !/^[a-z0-9][a-z0-9.-]*$/.test(model.id))).toEqual([]);
  });

  test("leave room for a prompt beside the longest output, and embeddings have no output", () => {
    for (const model of MODELS) {
      expect(Number.isSafeInteger(model.contextTokens) && model.maxOutputTokens < model.contextTokens).toBe(true);
      expect(model.maxOutputTokens > 0).toBe(model.kind === "chat");
    }
  });
});

describe("findModel", () => {
  test("finds each by its id", () => {
    expect(MODELS.map((model) => findModel(model.id))).toEqual(MODELS);
  });

  test.each(["", "gpt-4o", "QWEN3.8-27B", "toString"])("knows no %j", (id) => {
    expect(findModel(id)).toBeNull();
  });
});

test("a model is shown by its name, or by its id once the catalog has dropped it", () => {
  expect(modelName("gpt-oss-120b")).toBe("gpt-oss-120b");
  expect(modelName("qwen3.8-27b")).toBe("Qwen3.8 27B");
  expect(modelName("retired-7b")).toBe("retired-7b");
});
