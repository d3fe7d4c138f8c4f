/** Runs once when the console starts: a setting that is missing stops it here, not at the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { requireConsoleEnv } = await import("#lib/platform/require-console-env.ts");
  requireConsoleEnv();
}
