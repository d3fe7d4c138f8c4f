import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseServerSentEvents } from "./parse-server-sent-events.ts";
import { UpstreamFault } from "./upstream-fault.ts";

async function* inChunks(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function parse(
  chunks: readonly Uint8Array[],
  maxEventBytes?: number,
): Promise<{ events: string[]; fault: string }> {
  const events: string[] = [];
  try {
    for await (const event of parseServerSentEvents(inChunks(chunks), maxEventBytes)) events.push(event);
  } catch (error) {
    if (!(error instanceof UpstreamFault)) throw error;
    return { events, fault: error.kind };
  }
  return { events, fault: "none" };
}

async function parseText(text: string): Promise<string[]> {
  return (await parse([Buffer.from(text)])).events;
}

/** The standard's algorithm over the whole text at once, written without a thought for speed or chunks. */
function parseByTheBook(text: string): string[] {
  const events: string[] = [];
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  let data: string[] = [];
  for (const line of lines.slice(0, -1)) {
    if (line === "") {
      if (data.length > 0) events.push(data.join("\n"));
      data = [];
    } else if (line === "data") data.push("");
    else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
  }
  return events;
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const borders = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return borders.slice(1).map((end, index) => bytes.subarray(borders[index], end));
}

const fragment = fc.constantFrom(
  "data: ",
  "data:",
  "data",
  "datax: no",
  'data: {"content":"naïve — 😀"}',
  ": comment",
  "event: message",
  "id:1",
  "\uFEFF",
  "\n",
  "\n\n",
  "\r",
  "\r\n",
  "\r\n\r\n",
  " ",
  "x",
  "é",
);
const streamText = fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join(""));

describe("parseServerSentEvents", () => {
  it("yields the data of each event", async () => {
    expect(await parseText('data: {"a":1}\n\ndata: [DONE]\n\n')).toEqual(['{"a":1}', "[DONE]"]);
  });

  it("joins data lines, takes at most one blank off, and skips comments and other fields", async () => {
    expect(await parseText(": ping\n\nevent: x\nid: 7\ndata:  two\ndata:lines\nretry: 9\n\n")).toEqual([" two\nlines"]);
  });

  it("yields an event whose data is empty, and none for an event without data", async () => {
    expect(await parseText("data\n\nevent: x\n\ndata:\n\n")).toEqual(["", ""]);
  });

  it("drops an event without its closing blank line", async () => {
    expect(await parseText("data: whole\n\ndata: half\n")).toEqual(["whole"]);
    expect(await parseText("data: whole\r\rdata: half\r\n")).toEqual(["whole"]);
  });

  it("yields an event as soon as its blank line is there, without the byte that follows a CR", async () => {
    const events = parseServerSentEvents(
      (async function* () {
        yield Buffer.from("data: now\r\r");
        throw new Error("read on before yielding");
      })(),
    );
    expect((await events.next()).value).toBe("now");
  });

  it("agrees with the standard's algorithm on any text", async () => {
    await fc.assert(
      fc.asyncProperty(streamText, async (text) => {
        expect(await parseText(text)).toEqual(parseByTheBook(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it("gives the same events and faults for any chunking of the same bytes, valid UTF-8 or not", async () => {
    const anyBytes = fc.oneof(
      streamText.map((text) => Buffer.from(text)),
      fc
        .array(
          fc.oneof(
            streamText.map((text) => Buffer.from(text)),
            fc.uint8Array({ maxLength: 6 }),
          ),
        )
        .map(Buffer.concat),
    );
    await fc.assert(
      fc.asyncProperty(
        anyBytes,
        fc.array(fc.nat(), { maxLength: 60 }),
        fc.integer({ min: 1, max: 80 }),
        async (bytes, places, limit) => {
          const whole = await parse([bytes], limit);
          expect(await parse(cut(bytes, places), limit)).toEqual(whole);
          expect(
            await parse(
              [...bytes].map((byte) => Buffer.of(byte)),
              limit,
            ),
          ).toEqual(whole);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("bounds an event of many lines and a line that never ends, after yielding what came before", async () => {
    const many = Buffer.from(`data: ok\n\n${"data: 0123456789\n".repeat(7)}\n`);
    expect(await parse([many], 100)).toEqual({ events: ["ok"], fault: "oversized" });
    const endless = [Buffer.from("data: ok\n\ndata: "), ...Array.from({ length: 20 }, () => Buffer.from("0123456789"))];
    expect(await parse(endless, 100)).toEqual({ events: ["ok"], fault: "oversized" });
    expect(await parse([many], 16 * 7)).toMatchObject({ fault: "none" });
  });

  it("cancels the body when its reader leaves early", async () => {
    let wasCancelled = false;
    const body = (async function* () {
      try {
        yield Buffer.from("data: 1\n\ndata: 2\n\n");
        yield Buffer.from("data: 3\n\n");
      } finally {
        wasCancelled = true;
      }
    })();
    for await (const event of parseServerSentEvents(body)) if (event === "1") break;
    expect(wasCancelled).toBe(true);
  });
});
