import { bodiesTooMany } from "./gateway-error.ts";

/** How many bodies of each workspace are on their way. */
export type ArrivingBodies = {
  /** Receives one body more. @throws GatewayError 429 where the workspace has as many on their way as it may */
  receive<T>(workspaceId: string, read: () => Promise<T>): Promise<T>;
};

/**
 * A body that never comes keeps a place of the process for as long as bodies may take. With a bound for each workspace, nobody can
 * take all places that way.
 */
export function createArrivingBodies(mostOfWorkspace: number): ArrivingBodies {
  const counts = new Map<string, number>();
  return {
    async receive(workspaceId, read) {
      const count = counts.get(workspaceId) ?? 0;
      if (count >= mostOfWorkspace) throw bodiesTooMany();
      counts.set(workspaceId, count + 1);
      try {
        return await read();
      } finally {
        const left = (counts.get(workspaceId) ?? 1) - 1;
        if (left > 0) counts.set(workspaceId, left);
        else counts.delete(workspaceId);
      }
    },
  };
}
