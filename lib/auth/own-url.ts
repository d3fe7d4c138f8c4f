/** An address to send the browser to, made absolute. Anything that is not on our own origin becomes our front page. */
export function ownUrl(wanted: string, appUrl: string): string {
  const url = URL.parse(wanted, appUrl);
  return url && url.origin === new URL(appUrl).origin && !url.username && !url.password ? url.href : `${appUrl}/`;
}
