/** "7K2QD9MX-0001": the workspace's prefix and the number, in order of issue. */
export function invoiceNumber(prefix: string, sequence: number): string {
  return `${prefix}-${String(sequence).padStart(4, "0")}`;
}

/** "7K2QD9MX-CN-0001". */
export function creditNoteNumber(prefix: string, sequence: number): string {
  return `${prefix}-CN-${String(sequence).padStart(4, "0")}`;
}
