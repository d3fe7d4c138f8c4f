/** Rows of cells as text that spreadsheets take in when it is pasted. */
export function tabSeparated(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((cells) => cells.map((cell) => String(cell).replace(/[\t\r\n]+/g, " ")).join("\t")).join("\n");
}
