/** The cookie by which a browser tells the server its time zone, so that the first page is cut into the right days. */
export const ZONE_COOKIE = "weir_zone";
