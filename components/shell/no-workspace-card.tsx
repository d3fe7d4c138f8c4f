import { UserX } from "lucide-react";
import { Card } from "#components/ui/card.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";

type NoWorkspaceCardProps = {
  email: string;
  createWorkspaceAction: () => Promise<void>;
  signOutAction: () => Promise<void>;
};

/** For who is signed in and was removed from their last workspace. */
export function NoWorkspaceCard({ email, createWorkspaceAction, signOutAction }: NoWorkspaceCardProps) {
  return (
    <Card className="flex flex-col gap-5 p-6">
      <div>
        <span className="mb-4 flex size-10 items-center justify-center rounded-full bg-surface-muted text-ink-muted">
          <UserX aria-hidden="true" className="size-5" />
        </span>
        <h1 className="text-title font-semibold tracking-tight">You belong to no workspace</h1>
        <p className="mt-1 text-ink-muted">
          You are signed in as <span className="font-medium wrap-anywhere text-ink">{email}</span>. Ask an owner to
          invite this address again, or create a workspace of your own on the Starter plan, which costs nothing.
        </p>
      </div>
      <div className="flex flex-col gap-2">
        <form action={createWorkspaceAction} className="flex flex-col">
          <SubmitButton tone="primary">Create a workspace</SubmitButton>
        </form>
        <form action={signOutAction} className="flex flex-col">
          <SubmitButton>Sign out</SubmitButton>
        </form>
      </div>
    </Card>
  );
}
