/** The SQLSTATE of a database error; empty for what never got an answer from the database, such as a lost connection. */
export function sqlStateOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : "";
}

/** Whether a statement gave way to others: a lock it waited for too long, a deadlock, or its own time that ran out. */
export function isContended(error: unknown): boolean {
  return ["55P03", "40P01", "57014"].includes(sqlStateOf(error));
}

/** Whether the database refused what it was given (classes 22 and 23), rather than being away or at fault. */
export function isRefusedData(error: unknown): boolean {
  return /^2[23]/.test(sqlStateOf(error));
}
