/** A decimal number as views write it; anything else that begins with its sign may be a formula. */
const NUMBER = /^-?\d+(\.\d+)?$/;

/**
 * A line of a CSV file (RFC 4180), with its line end. Text that a spreadsheet would take for a formula is led by an
 * apostrophe, which makes it text again; numbers stay as they are. Null and undefined are empty cells.
 */
export function csvLine(cells: readonly (string | number | boolean | null | undefined)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(value: string | number | boolean | null | undefined): string {
  const text = value === null || value === undefined ? "" : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
