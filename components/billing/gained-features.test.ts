import { expect, it } from "vitest";
import { gainedFeatures } from "./gained-features.ts";

it("tells what is there from what another plan adds, and leaves out what neither has", () => {
  const starter = {
    features: [
      { label: "Members", value: "1" },
      { label: "API keys", value: "No" },
      { label: "Rollover", value: "None" },
      { label: "Support", value: "By email" },
    ],
  };
  const pro = {
    features: [
      { label: "Members", value: "Up to 3" },
      { label: "API keys", value: "Yes" },
      { label: "Rollover", value: "None" },
      { label: "Support", value: "By email" },
    ],
  };
  expect(gainedFeatures(starter, pro)).toEqual({
    kept: [
      { label: "Members", value: "1" },
      { label: "Support", value: "By email" },
    ],
    gained: [
      { label: "Members", value: "Up to 3" },
      { label: "API keys", value: "Yes" },
    ],
  });
});
