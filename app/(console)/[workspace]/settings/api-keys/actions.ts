"use server";

import { z } from "zod";
import { createApiKey } from "#lib/commands/create-api-key.ts";
import { revokeApiKey } from "#lib/commands/revoke-api-key.ts";
import { API_KEY_LABEL_MAX } from "#lib/domain/api-key.ts";
import { defineAction } from "#lib/web/define-action.ts";

export const createApiKeyAction = defineAction({
  schema: z.object({
    label: z.string().max(500, `Shorten the label to ${API_KEY_LABEL_MAX} characters.`),
    expiresInDays: z.union([z.literal([30, 90, 365]), z.null()]),
  }),
  run: createApiKey,
  revalidate: "/settings/api-keys",
});

export const revokeApiKeyAction = defineAction({
  schema: z.object({ apiKeyId: z.string().regex(/^key_[0-9a-z]{26}$/) }),
  run: async (ctx, input) => {
    await revokeApiKey(ctx, input);
    return null;
  },
  revalidate: "/settings/api-keys",
});
