import { decode, encode } from "gpt-tokenizer/encoding/o200k_base";
import { TOKENIZER_OPTIONS } from "./tokenizer-options.ts";

/** The tokens of a text (o200k), each as the text it stands for. Only for text whose characters no token splits. */
export function splitTokens(text: string): string[] {
  return encode(text, TOKENIZER_OPTIONS).map((token) => decode([token]));
}
