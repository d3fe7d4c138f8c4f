import { expect, it } from "vitest";
import { exactModelFigures } from "./exact-model-figures.ts";

it("writes every digit of each model and of the total", () => {
  const tokens = { input: 10, cachedInput: 20, output: 30, total: 60 };
  const cost = { input: "0.10", cachedInput: "0.000000002", output: "0.30", total: "0.400000002" };
  const model = {
    modelId: "gpt-oss-120b",
    name: "gpt-oss-120b",
    requests: 2,
    tokens,
    cost,
    share: 1,
    previousCost: "0.00",
    split: { total: "0.400000002", covered: "0.00", charged: "0.400000002" },
  };
  const lines = exactModelFigures({
    models: [model],
    requests: { total: 3, served: 2, failed: 1 },
    tokens,
    cost,
  }).split("\n");
  expect(lines.map((line) => line.split("\t").length)).toEqual([9, 9, 9]);
  expect(lines[1]).toBe("gpt-oss-120b\t2\t10\t0.10\t20\t0.000000002\t30\t0.30\t0.400000002");
  expect(lines[2]).toBe("Total\t3\t10\t0.10\t20\t0.000000002\t30\t0.30\t0.400000002");
});
