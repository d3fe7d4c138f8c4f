import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isWorkspaceSlug, RESERVED_SLUGS, slugFromName } from "./workspace-slug.ts";

describe("isWorkspaceSlug", () => {
  test.each(["abc", "acme", "acme-2", "a1b", "a-b", "the-quick-brown-fox", "a".repeat(40)])("accepts %j", (text) => {
    expect(isWorkspaceSlug(text)).toBe(true);
  });

  test.each([
    ...["", "a", "ab", "a".repeat(41), "1ab", "-ab", "ab-", "a--b", "Acme", "a_b", "a.b", "a b", "a/b", "abc\n", "é12"],
    ..."sign-in sign-out pricing contact-sales api v1 local settings _next static".split(" "),
    ..."health healthz readyz metrics public assets favicon".split(" "),
  ])("refuses %j", (text) => {
    expect(isWorkspaceSlug(text)).toBe(false);
  });

  test("refuses every reserved word", () => {
    expect([...RESERVED_SLUGS].filter(isWorkspaceSlug)).toEqual([]);
  });

  test("refuses the first segment of every page and route there is", () => {
    const app = join(import.meta.dirname, "../../app");
    const taken = existsSync(app) ? firstSegments(app) : [];
    expect(taken.filter(isWorkspaceSlug)).toEqual([]);
  });
});

describe("slugFromName", () => {
  test.each([
    ["Acme", "acme"],
    ["Acme, Inc.", "acme-inc"],
    ["  Ann's   Team  ", "anns-team"],
    ["Crème Brûlée", "creme-brulee"],
    ["Łódź Straße Ærø", "lodz-strasse-aero"],
    ["İstanbul", "istanbul"],
    ["ＡＣＭＥ", "acme"],
    ["ann.lee+test@example.com", "ann-lee-test-example-com"],
    ["東京", "workspace"],
    ["🚀", "workspace"],
    ["", "workspace"],
    ["3M", "ws-3m"],
    ["42", "ws-42"],
    ["Q", "q-workspace"],
    ["API", "api-workspace"],
    ["Sign in", "sign-in-workspace"],
    ["--a--b--", "a-b"],
    [`${"x".repeat(31)} y`, "x".repeat(31)],
    ["x".repeat(100), "x".repeat(32)],
    ["№", "workspace-no"],
  ])("makes %j %s", (name, slug) => {
    expect(slugFromName(name)).toBe(slug);
  });

  test("is valid for any text, with room for a suffix", () => {
    const names = fc.oneof(
      fc.string({ unit: "binary", maxLength: 120 }),
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.stringMatching(/^[-a-z0-9 _.]{0,50}$/),
      fc.constantFrom(...RESERVED_SLUGS),
    );
    fc.assert(
      fc.property(names, fc.stringMatching(/^[a-z0-9]{1,7}$/), (name, suffix) => {
        const slug = slugFromName(name);
        expect(slug).toSatisfy(isWorkspaceSlug);
        expect(`${slug}-${suffix}`).toSatisfy(isWorkspaceSlug);
      }),
      { numRuns: 2_000 },
    );
  });

  test("leaves a slug of up to 32 characters as it is", () => {
    const slugs = fc.stringMatching(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/).filter((text) => isWorkspaceSlug(text));
    fc.assert(
      fc.property(slugs, (slug) => {
        expect(slug.length > 32 || slugFromName(slug) === slug).toBe(true);
      }),
    );
  });
});

/** Route groups such as "(public)" add nothing to an address; "[workspace]" is the slug itself. */
function firstSegments(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("["))
    .flatMap(({ name }) => (name.startsWith("(") ? firstSegments(join(folder, name)) : [name]));
}
