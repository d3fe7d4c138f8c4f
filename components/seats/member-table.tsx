import { CircleCheck, CircleSlash } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import type { Role } from "#lib/domain/permissions.ts";
import type { MemberRow } from "#lib/views/members-page.ts";

const ROLE_NAMES: Readonly<Record<Role, string>> = {
  owner: "Owner",
  admin: "Admin",
  billing: "Billing",
  member: "Member",
  viewer: "Viewer",
};

const COLUMNS: readonly DataColumn<MemberRow>[] = [
  {
    key: "name",
    header: "Member",
    isRowHeader: true,
    className: "tabular:max-w-80",
    cell: (member) => <MemberName member={member} />,
  },
  { key: "role", header: "Role", cell: ({ role }) => ROLE_NAMES[role] },
  { key: "seat", header: "Seat", cell: ({ hasSeat }) => <SeatBadge hasSeat={hasSeat} /> },
  { key: "since", header: "Member since", cell: ({ joinedAt }) => <DateTime iso={joinedAt} precision="day" /> },
];

export function MemberTable({ members }: { members: readonly MemberRow[] }) {
  return (
    <div className="-mt-px">
      <DataTable size="few" caption="Members" columns={COLUMNS} rows={members} rowKey={({ userId }) => userId} />
    </div>
  );
}

function MemberName({ member: { name, email, isReader } }: { member: MemberRow }) {
  return (
    <span className="flex min-w-0 flex-col">
      <span title={name ?? email} className="truncate font-medium">
        {name ?? email}
        {isReader && <span className="font-normal text-ink-muted"> (you)</span>}
      </span>
      {name !== null && (
        <span title={email} className="truncate text-xs text-ink-muted">
          {email}
        </span>
      )}
    </span>
  );
}

function SeatBadge({ hasSeat }: { hasSeat: boolean }) {
  return hasSeat ? (
    <Badge tone="good" icon={<CircleCheck aria-hidden="true" />}>
      Has a seat
    </Badge>
  ) : (
    <Badge tone="warn" icon={<CircleSlash aria-hidden="true" />}>
      No access
    </Badge>
  );
}
