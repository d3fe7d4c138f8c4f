import type { DocumentParty } from "#lib/domain/invoices/invoice-document.ts";
import { type SellerEnv, sellerEnv } from "#lib/platform/env.ts";

/** Who invoices come from, as the operator has set it. */
export function sellerParty(env: SellerEnv = sellerEnv()): DocumentParty {
  const { APP_NAME, SELLER_NAME, SELLER_ADDRESS, SELLER_TAX_ID, SELLER_EMAIL } = env;
  return {
    name: SELLER_NAME ?? APP_NAME,
    addressLines: (SELLER_ADDRESS ?? "")
      .split(";")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
    taxId: SELLER_TAX_ID ? { label: "Tax ID", value: SELLER_TAX_ID } : null,
    emails: SELLER_EMAIL ? [SELLER_EMAIL] : [],
  };
}
