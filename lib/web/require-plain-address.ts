import { AppError } from "#lib/domain/errors.ts";
import { hasControlCharacters } from "#lib/domain/has-control-characters.ts";

type Address = { readonly path: Readonly<Record<string, string>>; readonly search: URLSearchParams };

/** Refuses an address with control characters. @throws AppError not_found for its path, invalid_input for its parameters */
export function requirePlainAddress({ path, search }: Address): void {
  if (Object.values(path).some(hasControlCharacters)) throw new AppError("not_found", "There is nothing here.");
  if ([...search].flat().some(hasControlCharacters))
    throw new AppError("invalid_input", "The address's parameters have control characters. Leave them out.");
}
