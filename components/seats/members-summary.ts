import type { MembersPageView } from "#lib/views/members-page.ts";

type Summary = Pick<MembersPageView, "planName" | "isPricedPerSeat" | "admitted" | "withAccess">;

/** How many members there are and may be. */
export function membersSummary({ planName, isPricedPerSeat, admitted, withAccess }: Summary): string {
  if (isPricedPerSeat) return `${withAccess} of ${admitted} ${admitted === 1 ? "seat" : "seats"} used.`;
  return `${withAccess} of ${admitted} ${admitted === 1 ? "member" : "members"} that ${planName} admits.`;
}
