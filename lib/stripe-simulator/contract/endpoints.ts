import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The part of Stripe that Weir uses: `METHOD path` of each endpoint. */
export const ENDPOINTS: readonly string[] = readFileSync(join(import.meta.dirname, "endpoints.txt"), "utf8")
  .trim()
  .split("\n");
