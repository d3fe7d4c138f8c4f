import { Users } from "lucide-react";
import { PageHeader } from "#components/shell/page-header.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { MembersPageView } from "#lib/views/members-page.ts";
import { MemberTable } from "./member-table.tsx";
import { membersSummary } from "./members-summary.ts";

type MembersScreenProps = { view: MembersPageView; seatsHref: string };

export function MembersScreen({ view, seatsHref }: MembersScreenProps) {
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Members"
        description={membersSummary(view)}
        action={
          view.canAddSeats && (
            <ButtonLink tone="primary" href={seatsHref}>
              Add seats
            </ButtonLink>
          )
        }
      />
      <Card className="overflow-hidden">
        {view.members.length === 0 ? (
          <EmptyState icon={<Users />} title="No members">
            Everybody who belongs to this workspace appears here.
          </EmptyState>
        ) : (
          <MemberTable members={view.members} />
        )}
      </Card>
    </div>
  );
}
