import type { Nanos } from "#lib/domain/money.ts";

/**
 * What a period's usage comes to in each place where it is counted, in nano-dollars at one instant. `included` is the
 * part that the plan's included inference paid for; the rest was paid from credits or goes on the invoice.
 */
export type PeriodBooks = {
  readonly eventsNanos: Nanos;
  readonly rollupNanos: Nanos;
  readonly dayRollupNanos: Nanos;
  readonly ledgerNanos: Nanos;
  /** Null where the period's counters were never needed; they are made from the events when they are. */
  readonly countersNanos: Nanos | null;
  readonly includedNanos: Nanos;
  readonly rollupIncludedNanos: Nanos;
  readonly ledgerIncludedNanos: Nanos;
  readonly countersIncludedNanos: Nanos | null;
  /** Of the ledger: what was paid from credits. */
  readonly creditsNanos: Nanos;
  /** Of the ledger: what is owed by contract and goes on the invoice. */
  readonly receivableNanos: Nanos;
  readonly requestCount: bigint;
  /** Requests and leases that may still be charged in the period. */
  readonly openHolds: number;
};

/** What is compared: each place's amounts, and the part of them that was included. */
export type ComparedBooks = Omit<PeriodBooks, "creditsNanos" | "receivableNanos" | "requestCount" | "openHolds">;

/** A place that says something else than the events, and by how much: what it says minus what the events say. */
export type BooksDifference = { readonly book: string; readonly differenceNanos: Nanos };

/** Every place that disagrees with the events; none when the books are right to the nano-dollar. */
export function booksDifferences(books: ComparedBooks): BooksDifference[] {
  const said: readonly (readonly [string, Nanos | null, Nanos])[] = [
    ["rollups", books.rollupNanos, books.eventsNanos],
    ["day_rollups", books.dayRollupNanos, books.eventsNanos],
    ["ledger", books.ledgerNanos, books.eventsNanos],
    ["counters", books.countersNanos, books.eventsNanos],
    ["rollups_included", books.rollupIncludedNanos, books.includedNanos],
    ["ledger_included", books.ledgerIncludedNanos, books.includedNanos],
    ["counters_included", books.countersIncludedNanos, books.includedNanos],
  ];
  return said.flatMap(([book, nanos, rightNanos]) =>
    nanos === null || nanos === rightNanos ? [] : [{ book, differenceNanos: nanos - rightNanos }],
  );
}
