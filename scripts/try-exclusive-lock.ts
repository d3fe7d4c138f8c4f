import { once } from "node:events";
import { rm } from "node:fs/promises";
import { connect, createServer } from "node:net";

/**
 * Takes the lock at this path, or returns null while another process has it. Whoever listens on the socket there is
 * its holder, so that the operating system releases it however the holder ends.
 */
export async function tryExclusiveLock(socketPath: string): Promise<(() => void) | null> {
  for (;;) {
    const server = createServer((visitor) => visitor.destroy()).listen(socketPath);
    try {
      await once(server, "listening");
      server.unref();
      return () => server.close();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      if (await isAnswered(socketPath)) return null;
      await rm(socketPath, { force: true });
    }
  }
}

async function isAnswered(socketPath: string): Promise<boolean> {
  const socket = connect(socketPath);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
