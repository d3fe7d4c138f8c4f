import { MembersSkeleton } from "#components/seats/members-skeleton.tsx";

export default function MembersLoading() {
  return <MembersSkeleton />;
}
