/** The id of what a field names, whether it holds the id alone or the whole object. */
export function stripeId(reference: string | { readonly id: string }): string;
export function stripeId(reference: string | { readonly id: string } | null | undefined): string | null;
export function stripeId(reference: string | { readonly id: string } | null | undefined): string | null {
  if (reference === null || reference === undefined) return null;
  return typeof reference === "string" ? reference : reference.id;
}
