const PRIVATE =
  /^(localhost|.*\.(localhost|local|internal|test)|127\..*|10\..*|192\.168\..*|172\.(1[6-9]|2\d|3[01])\..*|\[.*\])$/;

/** Whether an address can be one that a service outside reaches by HTTPS. Literal IPv6 addresses are left out. */
export function isPublicHttps(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === "https:" && url.hostname.includes(".") && !PRIVATE.test(url.hostname);
}
