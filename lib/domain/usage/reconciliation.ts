import type { ComparedBooks } from "#lib/domain/invoices/period-books.ts";

/** A period's books as they were last compared. */
export type Reconciliation = { readonly checkedAt: Date; readonly books: ComparedBooks };
