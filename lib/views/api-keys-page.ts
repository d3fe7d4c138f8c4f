/** One key as listed: never its secret or hash. */
export type ApiKeyRow = {
  id: string;
  label: string;
  /** The first characters of the secret, "rp_live_3fa9", to tell keys apart. */
  prefix: string;
  createdAt: string;
  createdBy: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
  revokedAt: string | null;
  state: "active" | "expired" | "revoked";
  canRevoke: boolean;
};

export type ApiKeysPageView = {
  /** Why no key can be created here, in words for the reader; null when one can. */
  createRefusal: string | null;
  keys: ApiKeyRow[];
};
