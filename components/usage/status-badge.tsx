import { Badge, type BadgeTone } from "#components/ui/badge.tsx";
import type { UsageStatus } from "#lib/domain/usage/usage-status.ts";
import { STATUS_WORDS } from "./status-words.ts";

const TONES: Record<UsageStatus, BadgeTone> = {
  succeeded: "good",
  client_closed: "warn",
  interrupted: "warn",
  caller: "neutral",
  rate_limited: "neutral",
  spend_limit: "neutral",
  server: "bad",
};

export function StatusBadge({ status }: { status: UsageStatus }) {
  return <Badge tone={TONES[status]}>{STATUS_WORDS[status]}</Badge>;
}
