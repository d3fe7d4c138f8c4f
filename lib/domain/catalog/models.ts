/** A model the cloud can serve. Token limits bound what one request may be charged for. */
export type Model = {
  readonly id: string;
  readonly name: string;
  readonly kind: "chat" | "embedding";
  /** The most tokens of prompt and output together. */
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
};

export const MODELS = [
  {
    id: "nemotron-3.5-lightning-30b",
    name: "Nemotron 3.5 Lightning 30B",
    kind: "chat",
    contextTokens: 262_144,
    maxOutputTokens: 32_768,
  },
  { id: "qwen3.8-27b", name: "Qwen3.8 27B", kind: "chat", contextTokens: 262_144, maxOutputTokens: 32_768 },
  { id: "glm-5.3-flash", name: "GLM 5.3 Flash", kind: "chat", contextTokens: 202_752, maxOutputTokens: 32_768 },
  {
    id: "deepseek-v4.1-flash",
    name: "DeepSeek V4.1 Flash",
    kind: "chat",
    contextTokens: 163_840,
    maxOutputTokens: 32_768,
  },
  { id: "deepseek-v4-pro", name: "DeepSeek V4 Pro", kind: "chat", contextTokens: 163_840, maxOutputTokens: 65_536 },
  { id: "qwen3.8-2.4t-a95b", name: "Qwen3.8 2.4T A95B", kind: "chat", contextTokens: 262_144, maxOutputTokens: 65_536 },
  { id: "llama-3.3-70b", name: "Llama 3.3 70B", kind: "chat", contextTokens: 131_072, maxOutputTokens: 16_384 },
  { id: "gpt-oss-120b", name: "gpt-oss-120b", kind: "chat", contextTokens: 131_072, maxOutputTokens: 32_768 },
  { id: "bge-large-en-v1.5", name: "BGE Large EN v1.5", kind: "embedding", contextTokens: 512, maxOutputTokens: 0 },
] as const satisfies readonly Model[];

/** The catalog's entry for a model id, or null. */
export function findModel(modelId: string): Model | null {
  return MODELS.find((model) => model.id === modelId) ?? null;
}

/** The name people know a model by; its id where the catalog has no entry. */
export function modelName(modelId: string): string {
  return findModel(modelId)?.name ?? modelId;
}
