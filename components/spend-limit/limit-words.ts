import type { LimitScope } from "#lib/domain/spend-limit.ts";
import type { LimitSubject } from "#lib/views/spend-limit-page.ts";

type Named = Pick<LimitSubject, "scope" | "name">;

/** "the workspace", "Priya Raman", "the key Chat production". */
export function subjectName({ scope, name }: Named): string {
  if (scope === "workspace") return "the workspace";
  return scope === "api_key" ? `the key ${name ?? ""}` : (name ?? "");
}

export const SCOPE_WORDS: Readonly<Record<LimitScope, string>> = {
  workspace: "Workspace",
  member: "Member",
  api_key: "API key",
};

/** Why a role may only look; null when it may set limits. */
export function readOnlyReason(canSet: boolean, role: string): string | null {
  if (canSet) return null;
  return `Your role, ${role}, may see limits but not change them. Ask an owner, an admin or a billing member.`;
}

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;

/** An age as people say it: "4 s", "3 min", "2 h". */
export function ageText(seconds: number): string {
  if (seconds < MINUTE_SECONDS) return `${seconds} s`;
  if (seconds < HOUR_SECONDS) return `${Math.floor(seconds / MINUTE_SECONDS)} min`;
  return `${Math.floor(seconds / HOUR_SECONDS)} h`;
}
