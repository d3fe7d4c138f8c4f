import type { Contract, ContractInput, Note } from "./contract.ts";
import { NANOS_PER_CENT, NANOS_PER_DOLLAR, parseDollars } from "./money.ts";
import { parseUtcDay } from "./utc-day.ts";

const DAY_MS = 86_400_000;
const LONGEST_NUMBER = 30;
const HIGHEST_NANOS = 1_000_000_000n * NANOS_PER_DOLLAR;

type PurchaseOrder = Pick<
  Contract,
  "purchaseOrderNumber" | "purchaseOrderExpiresAt" | "purchaseOrderNanos" | "purchaseOrderSince"
>;

type Reading = { readonly now: Date; readonly note: Note };

const NONE: PurchaseOrder = {
  purchaseOrderNumber: null,
  purchaseOrderExpiresAt: null,
  purchaseOrderNanos: null,
  purchaseOrderSince: null,
};

/** The purchase order as present and as typed. A new number has the expiry and amount that are said with it, or none. */
export function readPurchaseOrder(
  present: Contract | null,
  input: ContractInput,
  { now, note }: Reading,
): PurchaseOrder {
  const presentNumber = present?.purchaseOrderNumber ?? null;
  const typed = input.purchaseOrderNumber?.trim();
  const number = typed === undefined ? presentNumber : typed || null;
  if (number !== null && number.length > LONGEST_NUMBER) {
    note(`A purchase order's number has at most ${LONGEST_NUMBER} characters, so that it fits on the invoice.`);
  }
  if (number === null) {
    if (input.purchaseOrderExpiresAt !== undefined) note("A purchase order that expires needs a number.");
    if (input.purchaseOrderNanos) note("A purchase order with an amount needs a number.");
    return NONE;
  }
  const isKept = present !== null && number === presentNumber;
  return {
    purchaseOrderNumber: number,
    purchaseOrderExpiresAt: readExpiry(isKept ? present : null, input, { now, note }),
    purchaseOrderNanos: readAmount(isKept ? present : null, input, note),
    purchaseOrderSince: isKept ? present.purchaseOrderSince : now,
  };
}

/** A purchase order counts until its last day is over. */
function readExpiry(kept: Contract | null, { purchaseOrderExpiresAt: text }: ContractInput, { now, note }: Reading) {
  if (text === undefined) return kept?.purchaseOrderExpiresAt ?? null;
  const day = parseUtcDay(text);
  if (!day) return note(`"${text}" is no day: give one such as 2027-03-31.`);
  const expiresAt = new Date(day.getTime() + DAY_MS);
  return expiresAt > now ? expiresAt : note("This purchase order has expired already: give the new one.");
}

function readAmount(kept: Contract | null, { purchaseOrderNanos: text }: ContractInput, note: Note) {
  if (text === undefined) return kept?.purchaseOrderNanos ?? null;
  if (text === "") return null;
  const nanos = parseDollars(text);
  if (nanos !== null && nanos > 0n && nanos % NANOS_PER_CENT === 0n && nanos <= HIGHEST_NANOS) return nanos;
  return note(`"${text}" is not what a purchase order covers: give dollars in whole cents above 0, such as 150,000.`);
}
