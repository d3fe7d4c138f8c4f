/** Carries a page's own path and query from the proxy, which overwrites whatever a caller sends, to its layouts. */
export const ADDRESS_HEADER = "x-console-address";
