import { Link2Off } from "lucide-react";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Card } from "#components/ui/card.tsx";

type SignInErrorCardProps = {
  reason: "link" | "other";
  /** How long a link works. */
  validHours: number;
  signInHref: string;
};

const WORDS = {
  link: {
    title: "This link no longer works",
    message: (validHours: number) =>
      `Sign-in links work once and for ${validHours} hours. This one was used before or has expired.`,
  },
  other: {
    title: "You could not be signed in",
    message: () => "Something went wrong on our side. Ask for a new link and try again.",
  },
} as const;

export function SignInErrorCard({ reason, validHours, signInHref }: SignInErrorCardProps) {
  const { title, message } = WORDS[reason];
  return (
    <Card className="flex flex-col gap-5 p-6">
      <div role="alert">
        <span className="mb-4 flex size-10 items-center justify-center rounded-full bg-warn-soft text-warn">
          <Link2Off aria-hidden="true" className="size-5" />
        </span>
        <h1 className="text-title font-semibold tracking-tight">{title}</h1>
        <p className="mt-1 text-ink-muted">{message(validHours)}</p>
      </div>
      <ButtonLink tone="primary" href={signInHref}>
        Get a new link
      </ButtonLink>
    </Card>
  );
}
