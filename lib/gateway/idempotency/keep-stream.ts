import type { UpstreamUsage } from "#lib/gateway/meter-usage.ts";
import type { StreamWriter } from "#lib/gateway/metered-request.ts";

/** Beyond this many characters an answer cannot fit into what is kept of it, so there is no use in gathering more. */
const LONGEST_TEXT = 1_048_576;

export type StreamKeeper = {
  /** Writes as the other writer does, and remembers it. */
  readonly writer: StreamWriter;
  /** The whole stream with its last words, before they are sent; null when it is too long. */
  textWith(usage: UpstreamUsage): string | null;
};

/** Remembers what a stream says. Its last words are made once, so that what is kept is what is sent. */
export function keepStream(writer: StreamWriter): StreamKeeper {
  let text: string | null = "";
  let lastWords: string | null = null;
  const keep = (part: string) => {
    if (text !== null) text = text.length + part.length <= LONGEST_TEXT ? text + part : null;
    return part;
  };
  const finish = (usage: UpstreamUsage) => {
    lastWords ??= keep(writer.finish(usage));
    return lastWords;
  };
  return {
    writer: {
      open: () => keep(writer.open()),
      write: (chunk) => keep(writer.write(chunk)),
      finish,
      fail: (error) => writer.fail(error),
    },
    textWith: (usage) => {
      finish(usage);
      return text;
    },
  };
}
