import { UpstreamFault } from "./upstream-fault.ts";

const LF = 10;
const CR = 13;
const COLON = 58;
const SPACE = 32;
const DATA = Buffer.from("data");
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * The `data:` text of each event of a stream, as the HTML standard reads them; other fields are skipped. An event
 * without its closing blank line is dropped. Works on whole lines of bytes, so the chunking never changes the outcome.
 * A line or an event of more than `maxEventBytes` throws UpstreamFault "oversized". Leaving the loop early cancels
 * the body: read on after the last event if the connection is to be kept.
 */
export async function* parseServerSentEvents(
  body: AsyncIterable<Uint8Array>,
  maxEventBytes = 1024 * 1024,
): AsyncGenerator<string, void, undefined> {
  const lines = new LineSplitter(maxEventBytes);
  const event = new EventBuilder(maxEventBytes);
  for await (const chunk of body) {
    lines.feed(chunk);
    for (let line = lines.next(); line !== null; line = lines.next()) {
      const data = event.take(line);
      if (data !== null) yield data;
    }
  }
}

/** Cuts chunks into lines that end in LF, CR or CRLF; a CR ends its line at once, an LF right after it is swallowed. */
class LineSplitter {
  readonly #maxLineBytes: number;
  #chunk: Buffer = Buffer.alloc(0);
  #offset = 0;
  #nextLf = -1;
  #nextCr = -1;
  #partial: Buffer[] = [];
  #partialBytes = 0;
  #skipsLf = false;
  #isFirstLine = true;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  feed(chunk: Uint8Array): void {
    this.#chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.#offset = 0;
    if (this.#skipsLf && chunk.byteLength > 0) {
      this.#skipsLf = false;
      if (chunk[0] === LF) this.#offset = 1;
    }
    this.#nextLf = this.#find(LF, this.#offset);
    this.#nextCr = this.#find(CR, this.#offset);
  }

  next(): Buffer | null {
    const end = Math.min(this.#nextLf, this.#nextCr);
    if (end === Number.POSITIVE_INFINITY) {
      this.#keepRest();
      return null;
    }
    const piece = this.#chunk.subarray(this.#offset, end);
    this.#moveTo(end);
    return this.#completeLine(piece);
  }

  #moveTo(end: number): void {
    const endsWithCr = end === this.#nextCr;
    this.#offset = end + 1;
    if (endsWithCr && this.#nextLf === this.#offset) this.#offset += 1;
    else this.#skipsLf = endsWithCr && this.#offset === this.#chunk.length;
    if (this.#nextLf < this.#offset) this.#nextLf = this.#find(LF, this.#offset);
    if (this.#nextCr < this.#offset) this.#nextCr = this.#find(CR, this.#offset);
  }

  #find(byte: number, from: number): number {
    const index = this.#chunk.indexOf(byte, from);
    return index === -1 ? Number.POSITIVE_INFINITY : index;
  }

  #keepRest(): void {
    if (this.#offset >= this.#chunk.length) return;
    const rest = this.#chunk.subarray(this.#offset);
    this.#offset = this.#chunk.length;
    this.#partial.push(rest);
    this.#partialBytes += rest.length;
    if (this.#partialBytes > this.#maxLineBytes) throw new UpstreamFault("oversized");
  }

  #completeLine(piece: Buffer): Buffer {
    let line = piece;
    if (this.#partialBytes > 0) {
      this.#partial.push(piece);
      line = Buffer.concat(this.#partial, this.#partialBytes + piece.length);
      this.#partial = [];
      this.#partialBytes = 0;
    }
    if (line.length > this.#maxLineBytes) throw new UpstreamFault("oversized");
    if (!this.#isFirstLine) return line;
    this.#isFirstLine = false;
    return line.subarray(0, 3).equals(BYTE_ORDER_MARK) ? line.subarray(3) : line;
  }
}

/** Gathers the data lines of one event. */
class EventBuilder {
  readonly #maxEventBytes: number;
  #data: string | null = null;
  #dataBytes = 0;

  constructor(maxEventBytes: number) {
    this.#maxEventBytes = maxEventBytes;
  }

  /** The event's data when this line closes one, else null. */
  take(line: Buffer): string | null {
    if (line.length === 0) {
      const data = this.#data;
      this.#data = null;
      this.#dataBytes = 0;
      return data;
    }
    if (isDataLine(line)) this.#append(line);
    return null;
  }

  #append(line: Buffer): void {
    this.#dataBytes += line.length;
    if (this.#dataBytes > this.#maxEventBytes) throw new UpstreamFault("oversized");
    const text = line.toString("utf8", line[5] === SPACE ? 6 : 5);
    this.#data = this.#data === null ? text : `${this.#data}\n${text}`;
  }
}

function isDataLine(line: Buffer): boolean {
  if (line.length < DATA.length || (line.length > DATA.length && line[DATA.length] !== COLON)) return false;
  return line[0] === DATA[0] && line[1] === DATA[1] && line[2] === DATA[2] && line[3] === DATA[3];
}
