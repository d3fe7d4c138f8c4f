import { Card } from "#components/ui/card.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";

type ConfirmSignInCardProps = {
  email: string;
  /** A server action, or the address the form is sent to. */
  action: string | ((form: FormData) => void | Promise<void>);
  /** How the form is sent when `action` is an address. */
  method?: "get" | "post";
  /** Sent along unseen, such as the link's token. */
  fields: Readonly<Record<string, string>>;
};

/** Asks before using up a single-use link, so that mail scanners which open links do not spend it. */
export function ConfirmSignInCard({ email, action, method, fields }: ConfirmSignInCardProps) {
  return (
    <Card className="p-6">
      <h1 className="text-title font-semibold tracking-tight">Confirm it is you</h1>
      <p className="mt-1 text-ink-muted">The link you opened signs you in on this browser.</p>
      <form action={action} method={typeof action === "string" ? method : undefined} className="mt-5 flex flex-col">
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <SubmitButton title={email}>
          <span className="min-w-0 truncate">Sign in as {email}</span>
        </SubmitButton>
      </form>
    </Card>
  );
}
