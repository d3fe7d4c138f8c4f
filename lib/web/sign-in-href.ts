/** Where to sign in so as to come back to an address of ours afterwards. */
export function signInHref(returnTo: string): string {
  return `/sign-in?${new URLSearchParams({ callbackUrl: returnTo })}`;
}
