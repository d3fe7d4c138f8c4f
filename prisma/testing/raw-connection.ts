import { connect } from "node:net";

/** A connection on which a test writes what it likes, byte for byte. */
export type RawConnection = {
  /** Resolves when the system has taken all of it, or never will. */
  write(text: string | Uint8Array): Promise<void>;
  /** Resolves with everything received so far once it matches. @throws when the other side closes before */
  until(pattern: RegExp): Promise<string>;
  /** Resolves with everything received when the other side has closed. */
  readonly closed: Promise<string>;
  /** Goes away without a word. */
  destroy(): void;
  /** Stops reading, and goes on. */
  pause(): void;
  resume(): void;
};

/**
 * Opens a connection to a port of this machine.
 * @param options.isStubborn it does not close in answer to the other side's closing
 * @throws when it is refused
 */
export async function openRawConnection(port: number, options: { isStubborn?: boolean } = {}): Promise<RawConnection> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: options.isStubborn ?? false });
  let received = "";
  const closed = new Promise<string>((resolve) => socket.once("close", () => resolve(received)));
  socket.setEncoding("latin1").on("data", (text: string) => {
    received += text;
  });
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  // A reset is one way of being closed, which tests see as that.
  socket.on("error", () => undefined);
  return {
    write: (text) => new Promise((resolve) => socket.write(text, () => resolve())),
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!pattern.test(received)) return;
          socket.off("data", look);
          resolve(received);
        };
        socket.on("data", look);
        void closed.then(() => reject(new Error(`Closed after: ${received}`)));
        look();
      }),
    closed,
    destroy: () => socket.destroy(),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
  };
}
