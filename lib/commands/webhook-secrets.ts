import type { StoredWebhook } from "#lib/data/alert-webhooks.ts";
import { openSecret, sealSecret } from "#lib/stripe/sealed-secret.ts";

/** The console's secret, which webhook secrets are sealed with. */
export type SecretEnv = { readonly AUTH_SECRET: string };

const purposeOf = (workspaceId: string) => `alert webhook of ${workspaceId}`;

export function sealWebhookSecret(secret: string, workspaceId: string, { AUTH_SECRET: key }: SecretEnv): string {
  return sealSecret(secret, { key, purpose: purposeOf(workspaceId) });
}

/** The secrets that sign now, the newest first; none where the console's secret is another one than at their sealing. */
export function validWebhookSecrets(
  { sealedSecret, sealedPreviousSecret, previousUntil }: StoredWebhook,
  { workspaceId, now, env }: { workspaceId: string; now: Date; env: SecretEnv },
): string[] {
  const isPreviousValid = sealedPreviousSecret !== null && previousUntil !== null && now < previousUntil;
  const sealed = isPreviousValid ? [sealedSecret, sealedPreviousSecret] : [sealedSecret];
  return sealed
    .map((text) => openSecret(text, { key: env.AUTH_SECRET, purpose: purposeOf(workspaceId) }))
    .filter((secret) => secret !== null);
}
