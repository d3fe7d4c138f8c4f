import { Ban, CircleCheck, Clock } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import type { ApiKeyRow } from "#lib/views/api-keys-page.ts";

const STATES = {
  active: { tone: "good", word: "Active", Icon: CircleCheck },
  expired: { tone: "warn", word: "Expired", Icon: Clock },
  revoked: { tone: "neutral", word: "Revoked", Icon: Ban },
} as const;

export function KeyStateBadge({ state }: Pick<ApiKeyRow, "state">) {
  const { tone, word, Icon } = STATES[state];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden="true" />}>
      {word}
    </Badge>
  );
}
