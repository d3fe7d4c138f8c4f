const LOCAL_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Tests create, fill and drop databases: never on a server that others may depend on. */
export function requireLocalDatabase(databaseUrl: string): string {
  const { hostname, searchParams } = new URL(databaseUrl);
  const host = searchParams.get("host") ?? hostname;
  if (LOCAL_HOSTS.has(host)) return databaseUrl;
  throw new Error(`Tests only touch a database on this machine, not on "${host}".`);
}
