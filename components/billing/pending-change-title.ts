type Side = { planName: string; seats: number | null };

/** What will change: "Pro becomes Starter", "6 seats become 4". */
export function pendingChangeTitle(to: Side, current: Side): string {
  if (to.planName !== current.planName) {
    const seats = to.seats === null ? "" : ` with ${seatCount(to.seats)}`;
    return `${current.planName} becomes ${to.planName}${seats}`;
  }
  const before = current.seats ?? 0;
  return `${seatCount(before)} ${before === 1 ? "becomes" : "become"} ${to.seats ?? 0}`;
}

function seatCount(seats: number): string {
  return `${seats} ${seats === 1 ? "seat" : "seats"}`;
}
