import { z } from "zod";

const MAX_LENGTH = 254;

/** An email address as people type it, made into the one form it is stored and compared in. */
export const emailAddress = z
  .string()
  .max(4 * MAX_LENGTH)
  .trim()
  .toLowerCase()
  .max(MAX_LENGTH)
  .pipe(z.email());
