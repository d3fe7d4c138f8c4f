import { createServer } from "node:http";

export type JobHealth = { isHealthy(): Promise<boolean>; metricsText(): Promise<string> };

/** Answers /healthz and /metrics. Rejects with the listen error (EADDRINUSE). @returns what closes it */
export async function serveJobHealth(
  { isHealthy, metricsText }: JobHealth,
  { host, port }: { host: string; port: number },
): Promise<() => Promise<void>> {
  const answer = async (path: string | undefined): Promise<{ status: number; text: string }> => {
    if (path === "/metrics") return { status: 200, text: await metricsText() };
    if (path !== "/healthz") return { status: 404, text: "Not found\n" };
    return (await isHealthy())
      ? { status: 200, text: "ok\n" }
      : { status: 503, text: "The database does not answer\n" };
  };
  const server = createServer(async (request, response) => {
    const { status, text } = await answer(request.url).catch(() => ({ status: 500, text: "Failed\n" }));
    response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" }).end(text);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
}
