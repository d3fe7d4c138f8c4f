import type { ActionResult } from "#lib/domain/action-result.ts";

export type NewApiKey = { secret: string; id: string };

export type CreateApiKeyAction = (input: {
  label: string;
  expiresInDays: number | null;
}) => Promise<ActionResult<NewApiKey>>;

export type RevokeApiKeyAction = (input: { apiKeyId: string }) => Promise<ActionResult<null>>;
