/** The classes that tokens are counted and billed in, from the bottom of a column up. */
export const TOKEN_CLASSES = [
  { key: "input", name: "Input", color: "var(--series-1)" },
  { key: "cachedInput", name: "Cached input", color: "var(--series-6)" },
  { key: "output", name: "Output", color: "var(--series-2)" },
] as const;
