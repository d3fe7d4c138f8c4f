import { composeSentence } from "./compose-sentence.ts";
import type { ChatRequest } from "./parse-chat-request.ts";
import { seededRandom } from "./seeded-random.ts";
import { splitTokens } from "./split-tokens.ts";

const SHORTEST_TOKENS = 40;
const LONGEST_TOKENS = 240;
const SENTENCES_PER_PARAGRAPH = 5;

/** One choice of a completion: its text token by token, already cut to what the caller allowed. */
export type Answer = { readonly tokens: readonly string[]; readonly finishReason: "stop" | "length" };

/** The answers to a request: a pure function of model, messages and choice, cut to the caller's maximum. */
export function writeAnswers(request: ChatRequest): Answer[] {
  return Array.from({ length: request.choices }, (_, choice) => {
    const random = seededRandom(JSON.stringify([request.model, request.messages, choice]));
    const exact = request.directives.tokens;
    const allowed = request.maxTokens ?? Number.POSITIVE_INFINITY;
    const wanted = exact ?? SHORTEST_TOKENS + Math.floor(random() * (LONGEST_TOKENS - SHORTEST_TOKENS));
    const written = writeTokens(random, Math.min(wanted, allowed + 1));
    const tokens = exact === null ? written : written.slice(0, exact);
    return tokens.length > allowed
      ? { tokens: tokens.slice(0, allowed), finishReason: "length" }
      : { tokens, finishReason: "stop" };
  });
}

/** Whole sentences of at least so many tokens. A blank line shares a token with the full stop before it. */
function writeTokens(random: () => number, atLeast: number): string[] {
  const tokens: string[] = [];
  for (let count = 0; tokens.length < atLeast; count += 1) {
    const place = count % SENTENCES_PER_PARAGRAPH;
    const text = `${place === 0 ? "" : " "}${composeSentence(random)}`;
    let sentence = splitTokens(text);
    const isLast = tokens.length + sentence.length >= atLeast;
    if (place === SENTENCES_PER_PARAGRAPH - 1 && !isLast) sentence = splitTokens(`${text}\n\n`);
    tokens.push(...sentence);
  }
  return tokens;
}
