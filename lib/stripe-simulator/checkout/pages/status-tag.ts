import { type Html, html } from "./html.ts";

export type Tone = "good" | "bad" | "plain";

const TONES: Readonly<Record<string, Tone>> = { paid: "good", uncollectible: "bad", overdue: "bad" };

/** A state in a few words, coloured as well. */
export function statusTag(label: string, tone: Tone = TONES[label.toLowerCase()] ?? "plain"): Html {
  const capital = `${label.charAt(0).toUpperCase()}${label.slice(1)}`;
  return html`<span class="tag${tone !== "plain" && ` ${tone}`}">${capital}</span>`;
}
