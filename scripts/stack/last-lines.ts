/** The end of a log, indented to stand out in a message. */
export function lastLines(text: string, count: number): string {
  const lines = text.trimEnd().split("\n").slice(-count);
  if (lines.join("") === "") return "  (it wrote nothing)";
  return lines.map((line) => `  ${line}`).join("\n");
}
