type Random = () => number;

/** Singular things that act, plural things they act on, and what changes as a result. */
const SYSTEMS = [
  "the scheduler",
  "the router",
  "a warm replica",
  "the prefix cache",
  "a shared queue",
  "the gateway",
  "one larger card",
  "a careful operator",
  "a naïve setup",
];
const ACTIONS = ["groups", "serves", "delays", "reorders", "finishes", "accepts", "tracks", "counts"];
const WORK = [
  "short prompts",
  "long answers",
  "parallel requests",
  "repeated system messages",
  "nightly jobs",
  "streamed replies",
  "small batches",
  "retries from slow clients",
  "résumé summaries",
];
const EFFECTS = [
  "latency",
  "memory use",
  "throughput",
  "the cost per token",
  "the time to the first token",
  "queueing delay",
  "the monthly bill",
];
const CHANGES = ["falls", "rises", "drops", "grows", "improves", "settles"];
const INFLUENCES = ["raise", "lower", "dominate", "hide", "explain", "shape"];
const CONDITIONS = [
  "when the cache is warm",
  "once the first batch is full",
  "while the card stays below 70 °C",
  "during busy hours",
  "as soon as traffic doubles",
  "if nobody sets a limit",
  "after a deploy",
  "within 800 µs of arrival",
];
const PURPOSES = [
  "so that the card stays busy",
  "to keep answers quick",
  "before anything else runs",
  "without extra memory",
  "in the order they arrive",
  "on a single card",
];
const DEEDS = [
  "adding another replica",
  "changing the model",
  "raising the limit",
  "tuning the batch size",
  "moving to a larger card",
];
const OPENERS = ["In practice, ", "As a rule, ", "By contrast, ", "Under steady load, ", "In the café example, "];
const ASIDES = [" — on average —", ", as the logs show,", ", perhaps surprisingly,", " — and this is easy to check —"];

const FRAMES: readonly ((random: Random) => string)[] = [
  (random) => `${pick(random, SYSTEMS)} ${pick(random, ACTIONS)} ${pick(random, WORK)} ${pick(random, PURPOSES)}`,
  (random) => `${pick(random, WORK)} ${pick(random, INFLUENCES)} ${pick(random, EFFECTS)} ${pick(random, CONDITIONS)}`,
  (random) => {
    const change = `${pick(random, EFFECTS)}${aside(random)} ${pick(random, CHANGES)}`;
    return `${change} by about ${percent(random)} percent ${pick(random, CONDITIONS)}`;
  },
  (random) => `it is worth measuring ${pick(random, EFFECTS)} before ${pick(random, DEEDS)}`,
  (random) => `for ${pick(random, WORK)}, ${pick(random, DEEDS)} helps more than ${pick(random, DEEDS)}`,
  (random) => `most teams watch ${pick(random, EFFECTS)} first and only then think about ${pick(random, DEEDS)}`,
  (random) => {
    const share = `${percent(random)} percent of all ${pick(random, WORK)}`;
    return `${pick(random, SYSTEMS)}${aside(random)} ${pick(random, ACTIONS)} ≈ ${share} ${pick(random, CONDITIONS)}`;
  },
];

/** One English sentence about running models, without blanks around it. No token splits a character it uses. */
export function composeSentence(random: Random): string {
  const opener = random() < 0.25 ? pick(random, OPENERS) : "";
  const frame = FRAMES[Math.floor(random() * FRAMES.length)];
  const sentence = `${opener}${frame?.(random) ?? ""}.`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function aside(random: Random): string {
  return random() < 0.2 ? pick(random, ASIDES) : "";
}

function percent(random: Random): number {
  return 5 + Math.floor(random() * 90);
}

function pick(random: Random, phrases: readonly string[]): string {
  return phrases[Math.floor(random() * phrases.length)] ?? "";
}
