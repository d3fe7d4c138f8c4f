import type { ActionResult } from "#lib/domain/action-result.ts";

export type TestOutcome = { outcome: "sent" | "received" | "failed"; error: string | null };

/** The secret where it is new: it is shown this once. */
export type SetWebhookAction = (input: { url: string }) => Promise<ActionResult<{ secret: string | null }>>;
export type RotateSecretAction = () => Promise<ActionResult<{ secret: string }>>;
export type RemoveWebhookAction = () => Promise<ActionResult<null>>;
export type SendTestAction = (input: { channel: "email" | "webhook" }) => Promise<ActionResult<TestOutcome>>;

export type AlertActions = {
  setWebhook: SetWebhookAction;
  rotateSecret: RotateSecretAction;
  removeWebhook: RemoveWebhookAction;
  sendTest: SendTestAction;
};
