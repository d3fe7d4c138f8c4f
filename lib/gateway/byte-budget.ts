/** One request's share of a byte budget. */
export type ByteLease = {
  /** Whether so many bytes more would be granted now. */
  fits(bytes: number): boolean;
  /** Takes so many bytes more. @returns false, and takes nothing, when the budget does not hold them */
  take(bytes: number): boolean;
  /** Gives back everything taken; may be called again. */
  release(): void;
};

export type ByteBudget = {
  lease(): ByteLease;
  heldBytes(): number;
};

/** Bounds, in bytes, what all requests together hold in memory. It never waits: what does not fit is refused. */
export function createByteBudget(limitBytes: number): ByteBudget {
  let heldBytes = 0;
  const fits = (bytes: number) => heldBytes + bytes <= limitBytes;
  return {
    heldBytes: () => heldBytes,
    lease: () => {
      let takenBytes = 0;
      return {
        fits,
        take: (bytes) => {
          if (!fits(bytes)) return false;
          heldBytes += bytes;
          takenBytes += bytes;
          return true;
        },
        release: () => {
          heldBytes -= takenBytes;
          takenBytes = 0;
        },
      };
    },
  };
}
