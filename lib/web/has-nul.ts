/** Whether an input has a NUL in any of its texts, which PostgreSQL cannot keep. */
export function hasNul(input: unknown): boolean {
  if (typeof input === "string") return input.includes("\u0000");
  return typeof input === "object" && input !== null && Object.values(input).some(hasNul);
}
