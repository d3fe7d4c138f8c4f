import { expect, it } from "vitest";
import { membersSummary } from "./members-summary.ts";

it.each([
  [{ planName: "Team", isPricedPerSeat: true, admitted: 6, withAccess: 4 }, "4 of 6 seats used."],
  [{ planName: "Pro", isPricedPerSeat: false, admitted: 3, withAccess: 3 }, "3 of 3 members that Pro admits."],
  [{ planName: "Starter", isPricedPerSeat: false, admitted: 1, withAccess: 1 }, "1 of 1 member that Starter admits."],
])("sums up %j", (view, text) => expect(membersSummary(view)).toBe(text));
