/** Where the invoices of a workspace are, on its screens and as files. */
export type InvoiceAddresses = {
  readonly invoices: string;
  readonly details: string;
  readonly usage: string;
  /** Where files are: the address of invoices in the API. */
  readonly files: string;
};

export function invoiceAddresses(slug: string): InvoiceAddresses {
  const settings = `/${slug}/settings`;
  return {
    invoices: `${settings}/billing/invoices`,
    details: `${settings}/billing/details`,
    usage: `${settings}/usage`,
    files: `/api/workspaces/${slug}/invoices`,
  };
}

/** The PDF of an invoice or credit note. */
export function pdfAddress({ files }: InvoiceAddresses, documentId: string): string {
  return `${files}/${encodeURIComponent(documentId)}/pdf`;
}

/** The usage that a line sums up, on the usage screen. */
export function usageAddress(
  { usage }: InvoiceAddresses,
  { period, modelId }: { period: string; modelId: string | null },
): string {
  return `${usage}?${new URLSearchParams({ period, ...(modelId !== null && { model: modelId }) })}`;
}
