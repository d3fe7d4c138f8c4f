import type { StripeConnection } from "./connection.ts";

export type FundingInstructions = {
  readonly bankName: string;
  readonly accountHolderName: string;
  readonly accountNumber: string;
  readonly routingNumber: string;
  readonly accountType: string;
};

/** The bank account of this customer alone, to which transfers pay its open invoices. */
export async function readFundingInstructions(
  { client }: StripeConnection,
  customerId: string,
): Promise<readonly FundingInstructions[]> {
  const { bank_transfer: transfer } = await client.customers.createFundingInstructions(customerId, {
    currency: "usd",
    funding_type: "bank_transfer",
    bank_transfer: { type: "us_bank_transfer" },
  });
  return transfer.financial_addresses.flatMap(({ aba }) =>
    aba
      ? [
          {
            bankName: aba.bank_name,
            accountHolderName: aba.account_holder_name,
            accountNumber: aba.account_number,
            routingNumber: aba.routing_number,
            accountType: aba.account_type,
          },
        ]
      : [],
  );
}
