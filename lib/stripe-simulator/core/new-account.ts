import type { Account, Tables, World } from "./account.ts";
import { newId } from "./id.ts";

/** An account with nothing in it. */
export function newAccount(world: World, key: string, id = newId("acct", 16)): Account {
  return {
    key,
    id,
    world,
    tables: emptyTables(),
    notes: new Map(),
    nextOutcomes: [],
    request: null,
    momentSeconds: null,
  };
}

/** One empty table for each kind of object. */
export function emptyTables(): Tables {
  return {
    balanceTransactions: new Map(),
    cashBalanceTransactions: new Map(),
    charges: new Map(),
    checkoutSessions: new Map(),
    creditNotes: new Map(),
    customers: new Map(),
    disputes: new Map(),
    events: new Map(),
    invoiceItems: new Map(),
    invoicePayments: new Map(),
    invoices: new Map(),
    mandates: new Map(),
    paymentIntents: new Map(),
    paymentMethods: new Map(),
    portalConfigurations: new Map(),
    portalSessions: new Map(),
    prices: new Map(),
    products: new Map(),
    refunds: new Map(),
    setupIntents: new Map(),
    subscriptionSchedules: new Map(),
    subscriptions: new Map(),
    taxIds: new Map(),
    testClocks: new Map(),
    webhookEndpoints: new Map(),
  };
}
