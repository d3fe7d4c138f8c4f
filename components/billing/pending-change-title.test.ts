import { expect, it } from "vitest";
import { pendingChangeTitle } from "./pending-change-title.ts";

it.each([
  [{ planName: "Starter", seats: null }, { planName: "Pro", seats: null }, "Pro becomes Starter"],
  [{ planName: "Pro", seats: null }, { planName: "Team", seats: 6 }, "Team becomes Pro"],
  [{ planName: "Team", seats: 2 }, { planName: "Enterprise", seats: null }, "Enterprise becomes Team with 2 seats"],
  [{ planName: "Team", seats: 4 }, { planName: "Team", seats: 6 }, "6 seats become 4"],
])("tells %j after %j", (to, current, title) => {
  expect(pendingChangeTitle(to, current)).toBe(title);
});
