import { expect, test } from "vitest";
import { toExactDollars } from "#lib/domain/money.ts";
import { GPU_TIERS } from "./gpus.ts";

test("GPU tiers carry the published memory and monthly base fee", () => {
  expect(GPU_TIERS.map((gpu) => [gpu.id, gpu.name, gpu.memoryGb, toExactDollars(gpu.monthlyBaseFeeNanos)])).toEqual([
    ["l4", "L4", 24, "336.96"],
    ["l40s", "L40S", 48, "959.04"],
    ["a100", "A100", 80, "1555.20"],
    ["h100", "H100", 80, "2410.56"],
    ["h200", "H200", 141, "3214.08"],
    ["b200", "B200", 180, "4924.80"],
  ]);
});
