import { describe, expect, it } from "vitest";
import { cycleLineDescription, prorationLineDescription } from "./line-description.ts";

const at = Date.parse("2026-11-05T10:00:00Z") / 1000;

describe("line descriptions", () => {
  it("names a full period with its price", () => {
    const line = {
      product: "Team",
      quantity: 4,
      unitAmountDecimal: "9900",
      currency: "usd",
      interval: "month",
      intervalCount: 1,
    };
    expect(cycleLineDescription(line)).toBe("4 × Team (at $99.00 / month)");
    expect(
      cycleLineDescription({ ...line, quantity: 1, unitAmountDecimal: "5", currency: "eur", intervalCount: 3 }),
    ).toBe("1 × Team (at 0.05 EUR / every 3 months)");
  });

  it("says from which day a proration counts, and how many only when there are several", () => {
    expect(prorationLineDescription({ product: "Pro", quantity: 1, at, sign: -1 })).toBe(
      "Unused time on Pro after 05 Nov 2026",
    );
    expect(prorationLineDescription({ product: "Team", quantity: 3, at, sign: 1 })).toBe(
      "Remaining time on 3 × Team after 05 Nov 2026",
    );
  });
});
