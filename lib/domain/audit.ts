import type { Actor } from "./actor.ts";

/** Every change that leaves an audit entry. */
export type AuditAction =
  | "api_key.created"
  | "api_key.revoked"
  | "workspace.created"
  | "user.registered"
  | "spend_limit.set"
  | "spend_limit.removed"
  | "spend_limit.drilled"
  | "alert_webhook.set"
  | "alert_webhook.rotated"
  | "alert_webhook.removed"
  | "alert.tested"
  | "plan.changed"
  | "plan_change.confirmed"
  | "plan_change.declined"
  | "plan_change.scheduled"
  | "plan_change.undone"
  | "plan_change.checkout_opened"
  | "plan_change.failed"
  | "plan_change.ended"
  | "plan_change.postponed"
  | "member.suspended"
  | "member.restored"
  | "deployment.limited"
  | "credits.granted"
  | "credits.bought"
  | "credits.reversed"
  | "credits.reinstated"
  | "auto_top_up.set"
  | "auto_top_up.stopped"
  | "payment.dunned"
  | "card.changed"
  | "contract.set"
  | "token_rates.set"
  | "token_rates.ended"
  | "customer.retired"
  | "plan_payment.refunded"
  | "plan_payment.disputed"
  | "period.closed"
  | "invoice.issued"
  | "invoice.held"
  | "credit_note.issued"
  | "billing_details.set";

/** A spend limit is named by what it is set on: the id of the workspace, the member or the API key. */
export type AuditTargetType =
  | "api_key"
  | "workspace"
  | "user"
  | "spend_limit"
  | "alert_webhook"
  | "deployment"
  | "invoice";

/** What JSON can hold. Money goes in as exact dollars, instants as ISO text. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** One change, as written in the transaction that made it and kept for ever. */
export type AuditEntry = {
  readonly workspaceId: string;
  readonly action: AuditAction;
  readonly actor: Actor;
  readonly targetType: AuditTargetType;
  readonly targetId: string;
  /** The target's changed fields before and after; null where it did not exist. Never a secret or its hash. */
  readonly before: JsonValue;
  readonly after: JsonValue;
  /** Null where the change came from no request. */
  readonly ip: string | null;
  readonly requestId: string | null;
  readonly at: Date;
};
