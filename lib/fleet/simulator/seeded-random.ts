import { hash } from "node:crypto";

/** Numbers in [0, 1), always the same for the same seed text (generator: sfc32, seeded by SHA-256). */
export function seededRandom(seed: string): () => number {
  const digest = hash("sha256", seed, "buffer");
  let a = digest.readInt32LE(0);
  let b = digest.readInt32LE(4);
  let c = digest.readInt32LE(8);
  let counter = digest.readInt32LE(12);
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
}
