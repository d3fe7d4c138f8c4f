import { invalidRequest } from "./gateway-error.ts";

const INDENT = 4;
const DEEPEST = 200;

/**
 * By how many bytes JSON at most grows when it is written on indented lines instead of compactly, as some chat templates
 * write it. It is counted, not written: deep input would become far longer than itself.
 * @throws GatewayError 400 when it is nested more than 200 levels deep
 */
export function indentedGrowth(value: unknown, depth = 0): number {
  if (typeof value !== "object" || value === null) return 0;
  if (depth > DEEPEST) throw invalidRequest("The request body is nested too deeply.");
  const entries = Array.isArray(value) ? value : Object.values(value);
  if (entries.length === 0) return 0;
  // A line break and the indent for each entry and for the closing bracket, and a blank behind each colon.
  let growth = entries.length * (1 + INDENT * (depth + 1)) + 1 + INDENT * depth;
  if (!Array.isArray(value)) growth += entries.length;
  for (const entry of entries) growth += indentedGrowth(entry, depth + 1);
  return growth;
}
