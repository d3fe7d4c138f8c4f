import type { Nanos } from "#lib/domain/money.ts";
import type { DocumentParty } from "./invoice-document.ts";
import { TAX_ID_KINDS, type TaxId } from "./tax-id.ts";

/** Who invoices are made out to, as the workspace has said it. */
export type BillingDetails = {
  readonly legalName: string;
  readonly addressLine1: string;
  readonly addressLine2: string;
  readonly city: string;
  readonly postalCode: string;
  readonly region: string;
  /** ISO 3166-1, two letters. */
  readonly country: string;
  readonly taxId: TaxId | null;
  readonly purchaseOrderNumber: string | null;
  readonly purchaseOrderNanos: Nanos | null;
  /** The first instant at which it counts no more. */
  readonly purchaseOrderExpiresAt: Date | null;
  readonly billingEmails: readonly string[];
};

export type ContractOrder = {
  readonly requiresPurchaseOrder: boolean;
  readonly purchaseOrderNumber: string | null;
  readonly purchaseOrderExpiresAt: Date | null;
};

export type BuyerFacts = {
  readonly workspaceName: string;
  /** Null while nobody has said any. */
  readonly details: BillingDetails | null;
  /** Of Enterprise. */
  readonly contract: ContractOrder | null;
  readonly now: Date;
};

export type PurchaseOrder = {
  /** What goes on an invoice; null where there is none, or it has run out. */
  readonly number: string | null;
  readonly state: "ok" | "missing" | "expired" | "not_required";
};

/**
 * The purchase order that an invoice names: the contract's where it has one, otherwise the one of the billing details.
 * One that has run out is named no more, and where the contract requires one, no invoice is issued without.
 */
export function purchaseOrderOf({ details, contract, now }: Omit<BuyerFacts, "workspaceName">): PurchaseOrder {
  const order = contract?.purchaseOrderNumber ? contract : details;
  const number = order?.purchaseOrderNumber ?? null;
  const isExpired = number !== null && order?.purchaseOrderExpiresAt != null && order.purchaseOrderExpiresAt <= now;
  if (number !== null && !isExpired) return { number, state: "ok" };
  if (!contract?.requiresPurchaseOrder) return { number: null, state: "not_required" };
  return { number: null, state: isExpired ? "expired" : "missing" };
}

/** The buyer as an invoice shows it: the legal name and address where they are known, otherwise the workspace's name. */
export function buyerParty({ workspaceName, details }: Pick<BuyerFacts, "workspaceName" | "details">): DocumentParty {
  if (!details) return { name: workspaceName, addressLines: [], taxId: null, emails: [] };
  const { legalName, addressLine1, addressLine2, city, postalCode, region, country, taxId, billingEmails } = details;
  const place = [[postalCode, city].filter(Boolean).join(" "), region].filter(Boolean).join(", ");
  return {
    name: legalName || workspaceName,
    addressLines: [addressLine1, addressLine2, place, countryName(country)].filter((line) => line !== ""),
    taxId: taxId && { label: TAX_ID_KINDS[taxId.type].label, value: taxId.value },
    emails: [...billingEmails],
  };
}

const COUNTRY_NAMES = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

/** "Germany" for "DE"; nothing for nothing. */
export function countryName(code: string): string {
  return code === "" ? "" : (COUNTRY_NAMES.of(code) ?? code);
}
