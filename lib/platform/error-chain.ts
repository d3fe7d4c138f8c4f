/** The names and codes of an error and its causes, outermost first. next-auth nests causes as `cause.err`. */
export function errorChain(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { cause } = error;
  const inner = cause && typeof cause === "object" && "err" in cause ? cause.err : cause;
  return inner instanceof Error ? `${nameOf(error)} < ${errorChain(inner)}` : nameOf(error);
}

/** next-auth says its kind in `type`: a build shortens the names of its classes. */
function nameOf(error: Error): string {
  const name = "type" in error ? String(error.type) : error.name;
  return "code" in error ? `${name}(${String(error.code)})` : name;
}
