import { SearchX } from "lucide-react";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

type NotFoundStateProps = { homeHref: string; homeLabel: string };

/** The same answer whether something never existed or is not for this person to see. */
export function NotFoundState({ homeHref, homeLabel }: NotFoundStateProps) {
  return (
    <EmptyState
      level={1}
      icon={<SearchX />}
      title="There is nothing here for you"
      action={<ButtonLink href={homeHref}>{homeLabel}</ButtonLink>}
    >
      Either this address does not exist, or the account you signed in with has no access to it.
    </EmptyState>
  );
}
