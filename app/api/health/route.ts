import { isDatabaseReachable } from "#lib/views/health.ts";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const isHealthy = await isDatabaseReachable();
  return Response.json({ status: isHealthy ? "ok" : "unavailable" }, { status: isHealthy ? 200 : 503 });
}
