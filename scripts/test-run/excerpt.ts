/** A text whole, or its beginning and end when it is huge. */
export function excerpt(text: string, headLines: number, tailLines: number): string {
  const lines = text.trimEnd().split("\n");
  const hidden = lines.length - headLines - tailLines;
  if (hidden <= 0) return lines.join("\n");
  return [...lines.slice(0, headLines), `... ${hidden} lines left out ...`, ...lines.slice(-tailLines)].join("\n");
}
