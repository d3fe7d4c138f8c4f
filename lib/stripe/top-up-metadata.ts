const KIND = "credit_topup";

export type TopUpReference = { readonly workspaceId: string; readonly topUpId: string };

/** What is noted on the payments that buy credits. */
export function topUpMetadata({ workspaceId, topUpId }: TopUpReference): Record<string, string> {
  return { kind: KIND, workspaceId, topUpId };
}

/** The purchase that a payment or a checkout is for; null when it buys something else. */
export function topUpReference(metadata: Readonly<Record<string, string>>): TopUpReference | null {
  const { kind, workspaceId, topUpId } = metadata;
  return kind === KIND && workspaceId && topUpId ? { workspaceId, topUpId } : null;
}
