const STATEMENT_NAME = "weir_statement";

/** What is noted on everything at Stripe that collects a usage statement, so that it is made once and found again. */
export function statementMetadata(statementKey: string): Record<string, string> {
  return { [STATEMENT_NAME]: statementKey };
}

/** The statement that an object of Stripe collects: the key of its period. Null for all else. */
export function statementKeyOf(metadata: Record<string, string> | null | undefined): string | null {
  return metadata?.[STATEMENT_NAME] ?? null;
}
