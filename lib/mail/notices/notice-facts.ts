import { formatUtcDay } from "#lib/domain/billing-period.ts";
import { formatDollars, fromExactDollars } from "#lib/domain/money.ts";
import type { Notice } from "#lib/mail/notice-mail.ts";

/** What a notice is made of. */
export type NoticeFacts = {
  readonly workspaceName: string;
  /** Of the workspace in the console. */
  readonly workspaceUrl: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** What to call the person or key that the payload names; null where it names none. */
  readonly scopeName: string | null;
};

export type ComposeNotice = (facts: NoticeFacts) => Notice;

/** A field of the payload that must be there. @throws Error when it is missing: half a mail must not be sent */
export function textOf({ payload }: NoticeFacts, field: string): string {
  const value = payload[field];
  if (typeof value === "string" && value !== "") return value;
  throw new Error(`The message has no ${field}.`);
}

/** A field that may be missing. */
export function optionalTextOf({ payload }: NoticeFacts, field: string): string | null {
  const value = payload[field];
  return typeof value === "string" && value !== "" ? value : null;
}

/** An instant of the payload. @throws Error when it is none */
export function instantOf(facts: NoticeFacts, field: string): Date {
  const instant = new Date(textOf(facts, field));
  if (Number.isNaN(instant.getTime())) throw new Error(`The message's ${field} is no instant.`);
  return instant;
}

/** "14 Nov 2026 (UTC)". */
export function dayOf(instant: Date): string {
  return `${formatUtcDay(instant)} (UTC)`;
}

/** Exact dollars of the payload as people read them. @throws Error when they are none */
export function dollarsOf(facts: NoticeFacts, field: string): string {
  return formatDollars(fromExactDollars(textOf(facts, field)));
}

export const billingUrl = ({ workspaceUrl }: NoticeFacts): string => `${workspaceUrl}/settings/billing`;
