import type { ZodError } from "zod";
import { Refusal } from "./refusal.ts";

/** Names the first thing that is wrong with a body, its place written as OpenAI does: messages[0].content. */
export function refusalFromZod(error: ZodError): Refusal {
  const issue = error.issues[0];
  const place = (issue?.path ?? []).reduce<string>((path, key) => {
    if (typeof key === "number") return `${path}[${key}]`;
    return path === "" ? String(key) : `${path}.${String(key)}`;
  }, "");
  const problem = issue?.message ?? "Invalid input";
  return new Refusal(400, place === "" ? problem : `'${place}': ${problem}`, place === "" ? null : place);
}
