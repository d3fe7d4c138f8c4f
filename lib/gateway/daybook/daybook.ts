import { createGroupedCall, type GroupedCall } from "#lib/gateway/grouped-call.ts";
import type { ClaimedEvent } from "#lib/gateway/idempotency/claimed-event.ts";
import type { KeyUse } from "#lib/gateway/key-use.ts";
import { noteEnding } from "#lib/gateway/note-ending.ts";
import { type Repeating, repeatUntilAnswered } from "#lib/gateway/repeat-until-answered.ts";
import { settleApart } from "#lib/gateway/settle-apart.ts";
import { usageEventRow } from "#lib/gateway/usage-event-row.ts";
import { monotonicMs, systemClock } from "#lib/platform/clock.ts";
import { newRequestId } from "#lib/platform/ids.ts";
import { log } from "#lib/platform/log.ts";
import type { Queryable } from "#lib/platform/postgres.ts";
import { isContended, isRefusedData } from "#lib/platform/sql-state.ts";
import { notePage, type Page, postPages, readTerm, removePages } from "./daybook-calls.ts";

const MAX_GROUP = 200;
/** How long events wait for others to be posted with. */
const POST_AFTER_MS = 200;
const POST_AGAIN_AFTER_MS = 1_000;
/** More would take so long that the database might not be there. */
const MOST_POSTED_AT_ONCE = 500;
/** With so many that are not posted, further events are settled at once, which waits for the database. */
const MOST_UNPOSTED = 5_000;

type DaybookParts = Repeating & {
  /** For notes, which callers wait for. */
  readonly notes: Queryable;
  /** For all else. */
  readonly posts: Queryable;
  readonly ownerId: string;
  readonly keyUse: KeyUse;
};

type Noted = { readonly event: ClaimedEvent; readonly termId: string };

/** Stands in the queue of notes, and has its turn when all before it have had theirs. */
const TURN = null;

/**
 * What this process has ended and charged to its leases, made durable by a single insert, so that answers wait for no more
 * than that. It is posted, which is to settle it, in larger groups moments later; until then the leases hold what it
 * costs, so no counter and no limit can tell the difference.
 */
export class Daybook {
  /** Called when the process's term was ended by others: its leases are to be given back. */
  onTermOver: () => void = () => undefined;
  readonly #parts: DaybookParts;
  readonly #note: GroupedCall<Noted | typeof TURN, boolean>;
  #pages: Page[] = [];
  /** Pages of which it is not known whether they were noted; their callers were told that they were not. */
  readonly #unknown = new Set<string>();
  #termId: string | null = null;
  #unpostedCount = 0;
  #posting: Promise<boolean> | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: DaybookParts) {
    this.#parts = parts;
    this.#note = createGroupedCall((noted) => this.#noteGroup(noted), { maxGroup: MAX_GROUP });
  }

  /** The term in which leases are taken now; null while it is not known, and then nothing can be noted of them. */
  get termId(): string | null {
    return this.#termId;
  }

  /** Whether what was admitted in a term can be noted now. */
  takes(termId: string): boolean {
    return termId === this.#termId && this.#unpostedCount < MOST_UNPOSTED;
  }

  /**
   * Makes an event durable that is charged to a lease taken in a term. @returns whether it is: not when the term is over.
   * Rejects when the database did not answer for too long, and then the event is not posted.
   */
  note(event: ClaimedEvent, termId: string): Promise<boolean> {
    return this.#note({ event, termId });
  }

  /** Finds out the term where it is not known. */
  async look(): Promise<void> {
    if (this.#termId === null) this.#termId = await readTerm(this.#parts.posts, this.#parts.ownerId);
  }

  /** Posts all that was noted until now. @returns whether all of it is posted. Does not reject */
  async postAll(): Promise<boolean> {
    await this.#note(TURN).catch(() => false);
    await this.#posting;
    this.#posting ??= this.#post();
    return await this.#posting;
  }

  async #noteGroup(noted: readonly (Noted | typeof TURN)[]): Promise<PromiseSettledResult<boolean>[]> {
    const termId = this.#termId;
    const events = noted.flatMap((item) => (item?.termId === termId ? item.event : []));
    const isNoted = termId !== null && events.length > 0 && (await this.#notePage(events, termId));
    return noted.map((item) => ({ status: "fulfilled", value: isNoted && item?.termId === termId }));
  }

  async #notePage(events: readonly ClaimedEvent[], termId: string): Promise<boolean> {
    const { notes, ownerId, metrics } = this.#parts;
    const page = {
      pageId: newRequestId(systemClock.now()),
      text: JSON.stringify(events.map(usageEventRow)),
      events,
    };
    const isNoted = await repeatUntilAnswered(this.#parts, events.length, () =>
      notePage(notes, { ownerId, termId }, page),
    ).catch((error: unknown) => {
      this.#unknown.add(page.pageId);
      this.#postLater(POST_AGAIN_AFTER_MS);
      throw error;
    });
    if (!isNoted) {
      this.#termId = null;
      log.warn("daybook.term_over", { events: events.length });
      this.onTermOver();
      return false;
    }
    for (const event of events) noteEnding(event, metrics);
    this.#pages.push(page);
    this.#unpostedCount += events.length;
    this.#postLater(POST_AFTER_MS);
    return true;
  }

  #postLater(afterMs: number): void {
    if (this.#posting || this.#timer || this.#pages.length + this.#unknown.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#posting ??= this.#post();
    }, afterMs).unref();
  }

  async #post(): Promise<boolean> {
    const { posts, ownerId } = this.#parts;
    let isAllPosted = true;
    try {
      const unknown = [...this.#unknown];
      await removePages(posts, ownerId, unknown);
      for (const pageId of unknown) this.#unknown.delete(pageId);
      for (const pages of inParts(this.#pages)) {
        if (!(await this.#postTogether(pages))) isAllPosted = false;
      }
    } catch (error) {
      isAllPosted = false;
      log.warn("daybook.not_posted", { events: this.#unpostedCount, reason: (error as Error).message });
    }
    this.#posting = null;
    this.#postLater(isAllPosted ? POST_AFTER_MS : POST_AGAIN_AFTER_MS);
    return isAllPosted;
  }

  async #postTogether(pages: readonly Page[]): Promise<boolean> {
    const { posts, ownerId, metrics, keyUse, health } = this.#parts;
    const startedMs = monotonicMs();
    const settledAt = systemClock.now();
    const events = pages.flatMap((page) => page.events);
    const hasKeyUse = keyUse.isDue(events);
    const answered = health?.begin();
    try {
      await postPages(posts, pages, { ownerId, settledAt, hasKeyUse });
      answered?.(true);
    } catch (error) {
      answered?.(isRefusedData(error));
      if (!isRefusedData(error) && !isContended(error)) throw error;
      return await this.#postApart(pages, settledAt);
    }
    if (hasKeyUse) keyUse.noted(events);
    metrics.settled(events.length, monotonicMs() - startedMs);
    this.#replace(pages, []);
    return true;
  }

  /** One workspace that is locked, or one event that is refused, keeps no other from being posted. */
  async #postApart(pages: readonly Page[], settledAt: Date): Promise<boolean> {
    const { posts, ownerId, metrics } = this.#parts;
    const results = await settleApart(
      posts,
      pages.flatMap(({ events }) => events.map(usageEventRow)),
      settledAt,
    );
    const left = pages.flatMap((page) => {
      const events = page.events.filter(({ requestId }) => results.get(requestId) === "contended");
      return events.length === 0 ? [] : [{ ...page, events, text: JSON.stringify(events.map(usageEventRow)) }];
    });
    for (const { requestId, amountNanos } of pages.flatMap(({ events }) => events)) {
      if (results.get(requestId) === "refused") metrics.operatorLost("refused", amountNanos);
    }
    const leftIds = new Set(left.map(({ pageId }) => pageId));
    const posted = pages.map(({ pageId }) => pageId).filter((pageId) => !leftIds.has(pageId));
    await removePages(posts, ownerId, posted);
    this.#replace(pages, left);
    return left.length === 0;
  }

  #replace(pages: readonly Page[], left: readonly Page[]): void {
    const gone = new Set(pages);
    this.#pages = [...left, ...this.#pages.filter((page) => !gone.has(page))];
    this.#unpostedCount = this.#pages.reduce((count, { events }) => count + events.length, 0);
  }
}

/** Whole pages together, of not many more events than are posted at once. */
function inParts(pages: readonly Page[]): Page[][] {
  const parts: Page[][] = [];
  let room = 0;
  for (const page of pages) {
    if (room <= 0) {
      parts.push([]);
      room = MOST_POSTED_AT_ONCE;
    }
    parts.at(-1)?.push(page);
    room -= page.events.length;
  }
  return parts;
}
