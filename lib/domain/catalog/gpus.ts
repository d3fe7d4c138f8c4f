import type { Nanos } from "#lib/domain/money.ts";

/** A GPU tier and its flat monthly base fee, in nano-dollars, for each warm replica in Active mode. */
export type GpuTier = {
  readonly id: string;
  readonly name: string;
  readonly memoryGb: number;
  readonly monthlyBaseFeeNanos: Nanos;
};

export const GPU_TIERS = [
  { id: "l4", name: "L4", memoryGb: 24, monthlyBaseFeeNanos: 336_960_000_000n },
  { id: "l40s", name: "L40S", memoryGb: 48, monthlyBaseFeeNanos: 959_040_000_000n },
  { id: "a100", name: "A100", memoryGb: 80, monthlyBaseFeeNanos: 1_555_200_000_000n },
  { id: "h100", name: "H100", memoryGb: 80, monthlyBaseFeeNanos: 2_410_560_000_000n },
  { id: "h200", name: "H200", memoryGb: 141, monthlyBaseFeeNanos: 3_214_080_000_000n },
  { id: "b200", name: "B200", memoryGb: 180, monthlyBaseFeeNanos: 4_924_800_000_000n },
] as const satisfies readonly GpuTier[];
