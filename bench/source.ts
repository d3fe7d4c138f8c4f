import type { TrafficSource } from "#prisma/seed/traffic.ts";

/** A workspace's traffic for measuring: three models, four keys. */
export function benchSource(name: string): TrafficSource {
  return {
    workspaceId: `ws_bench_${name}`,
    seed: name,
    keys: ["one", "two", "three", "four"].map(
      (key) => [{ apiKeyId: `key_${key}`, memberId: "user_bench" }, 1] as const,
    ),
    deployments: (["qwen3.8-27b", "glm-5.3-flash", "gpt-oss-120b"] as const).map(
      (modelId) => [{ deploymentId: `dep_${modelId}`, modelId, mode: "flex" }, 1] as const,
    ),
    growth: 0,
    weekendFactor: 1,
    inputTokens: 2_000,
    outputTokens: 400,
  };
}
