import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Nanos } from "#lib/domain/money.ts";
import type { Pool } from "#lib/platform/postgres.ts";

export type NaiveGateway = {
  readonly url: string;
  /** What it has recorded until now, in nano-dollars. */
  recordedNanos(): Promise<Nanos>;
  close(): Promise<void>;
};

/**
 * The gateway that a spend limit is usually given, for comparison: it looks whether the most that a request may cost
 * still fits beside what is recorded, forwards the request, and then records what it did cost.
 */
export async function startNaiveGateway(
  pool: Pool,
  options: { fleetUrl: string; limitNanos: Nanos; holdNanos: Nanos; chargeNanos: Nanos },
): Promise<NaiveGateway> {
  const { fleetUrl, limitNanos, holdNanos, chargeNanos } = options;
  const account = `naive_${crypto.randomUUID()}`;
  await pool.query("CREATE TABLE IF NOT EXISTS naive_spending (account text PRIMARY KEY, settled_nanos bigint)");
  await pool.query("INSERT INTO naive_spending VALUES ($1, 0)", [account]);
  const recordedNanos = async (): Promise<Nanos> => {
    const { rows } = await pool.query("SELECT settled_nanos FROM naive_spending WHERE account = $1", [account]);
    return rows[0].settled_nanos;
  };
  const serve = async (request: IncomingMessage): Promise<number> => {
    const body = await text(request);
    if ((await recordedNanos()) + holdNanos > limitNanos) return 403;
    const answer = await fetch(`${fleetUrl}/v1/chat/completions`, { method: "POST", body });
    await answer.arrayBuffer();
    const change = "UPDATE naive_spending SET settled_nanos = settled_nanos + $2 WHERE account = $1";
    await pool.query(change, [account, chargeNanos]);
    return answer.status;
  };
  const server = createServer((request, response) => {
    serve(request).then(
      (status) => response.writeHead(status).end(),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    recordedNanos,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
