/** What a look at one paying workspace found that should not be. Nothing of it says who anybody is. */
export type SeatDrift = {
  readonly workspaceId: string;
  readonly kind:
    | "plan_or_seats"
    | "members_over_seats"
    | "pending_change"
    | "overdue_change"
    | "second_subscription"
    | "unreadable";
  readonly found: string;
  readonly expected: string;
  /** Whether it was put right. */
  readonly isMended: boolean;
};
