const LONGEST_AGE_BROWSERS_KEEP_S = 400 * 24 * 60 * 60;

/**
 * The cookie that carries the session token. When a session ends is decided by its row, which moves with use; pages
 * cannot set cookies to follow it, so the cookie simply outlives the row.
 */
export function sessionCookie(appUrl: string) {
  const isSecure = appUrl.startsWith("https:");
  return {
    name: isSecure ? "__Secure-authjs.session-token" : "authjs.session-token",
    options: {
      httpOnly: true,
      sameSite: "lax",
      path: "/",
      secure: isSecure,
      maxAge: LONGEST_AGE_BROWSERS_KEEP_S,
    },
  } as const;
}
