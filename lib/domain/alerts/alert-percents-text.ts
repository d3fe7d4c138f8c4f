import { parseAlertPercents } from "#lib/domain/spend-limit.ts";

/** Reads percentages as a person types them: "50, 80 100%". Nothing is none. @returns null when one cannot be read */
export function readAlertPercents(text: string): number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== "");
  if (!parts.every((part) => /^\d{1,3}%?$/.test(part))) return null;
  return parseAlertPercents(parts.map((part) => Number(part.replace("%", ""))));
}

/** Percentages as they are typed and read: "50%, 80%, 100%". */
export function writeAlertPercents(percents: readonly number[]): string {
  return percents.map((percent) => `${percent}%`).join(", ");
}
