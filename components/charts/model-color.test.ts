import { describe, expect, it } from "vitest";
import { MODELS } from "#lib/domain/catalog/models.ts";
import { modelColor } from "./model-color.ts";

describe("modelColor", () => {
  it("gives the first eight of the catalog a colour each and the rest the same grey", () => {
    const colours = MODELS.map(({ id }) => modelColor(id));
    expect(new Set(colours.slice(0, 8)).size).toBe(8);
    expect(colours.slice(0, 8)).not.toContain("var(--series-other)");
    expect([...colours.slice(8), modelColor("no-such-model")].every((c) => c === "var(--series-other)")).toBe(true);
  });
});
