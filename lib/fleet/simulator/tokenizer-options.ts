/** Text such as "<|endoftext|>" is counted as the plain text it is, where the tokenizer would otherwise throw. */
export const TOKENIZER_OPTIONS = { disallowedSpecial: new Set<string>() };
