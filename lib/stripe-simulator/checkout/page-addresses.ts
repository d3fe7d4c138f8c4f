/** Where the hosted pages of a simulator are; `origin` is its base URL, without a slash at its end. */
export const pageAddresses = {
  checkout: (origin: string, sessionId: string): string => `${origin}/pay/${sessionId}`,
  portal: (origin: string, sessionId: string): string => `${origin}/portal/${sessionId}`,
  invoice: (origin: string, invoiceId: string): string => `${origin}/invoices/${invoiceId}`,
  invoicePdf: (origin: string, invoiceId: string): string => `${origin}/invoices/${invoiceId}/pdf`,
  receipt: (origin: string, chargeId: string): string => `${origin}/receipts/${chargeId}`,
} as const;
