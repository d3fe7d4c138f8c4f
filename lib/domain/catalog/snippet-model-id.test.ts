import { expect, test } from "vitest";
import { snippetModelId } from "./snippet-model-id.ts";

test.each([
  ["the catalog's first of several", ["gpt-oss-120b", "qwen3.8-27b"], "qwen3.8-27b"],
  ["none where nothing is served", [], null],
  ["no embedding model", ["bge-large-en-v1.5"], null],
  ["no model that the catalog does not know", ["retired-model"], null],
])("names %s", (_, served, modelId) => {
  expect(snippetModelId(served)).toBe(modelId);
});
