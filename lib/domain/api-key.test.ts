import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apiKeyPrefix, apiKeyState, isApiKeySecret, parseApiKeyLabel } from "./api-key.ts";

const HEX = "3fa9".repeat(16);
const SECRET = `rp_live_${HEX}`;

const secrets = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => `rp_live_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`);

describe("isApiKeySecret", () => {
  test("accepts 32 random bytes written in hexadecimal", () => {
    fc.assert(fc.property(secrets, (secret) => isApiKeySecret(secret) && secret.length === 72));
  });

  test.each([
    ...["", HEX, "rp_live_", `rp_live_${HEX.slice(1)}`, `${SECRET}0`, `rp_test_${HEX}`, `sk-${HEX}`],
    ...[`rp_live_${HEX.toUpperCase()}`, `rp_live_g${HEX.slice(1)}`, `${SECRET}\n`, ` ${SECRET}`, `Bearer ${SECRET}`],
    `RP_LIVE_${HEX}`,
  ])("refuses %j", (text) => {
    expect(isApiKeySecret(text)).toBe(false);
  });

  test("refuses a secret with any one character changed to what is no hexadecimal digit", () => {
    fc.assert(
      fc.property(secrets, fc.nat({ max: 71 }), (secret, index) => {
        expect(isApiKeySecret(`${secret.slice(0, index)}Z${secret.slice(index + 1)}`)).toBe(false);
      }),
    );
  });
});

test("a prefix is the first 12 characters, four of them random", () => {
  expect(apiKeyPrefix(SECRET)).toBe("rp_live_3fa9");
});

describe("apiKeyState", () => {
  const now = new Date("2026-11-24T12:00:00.000Z");
  const before = new Date(now.getTime() - 1);
  const after = new Date(now.getTime() + 1);

  test.each([
    { expiresAt: null, revokedAt: null, state: "active" },
    { expiresAt: after, revokedAt: null, state: "active" },
    { expiresAt: now, revokedAt: null, state: "expired" },
    { expiresAt: before, revokedAt: null, state: "expired" },
    { expiresAt: new Date(Number.NaN), revokedAt: null, state: "expired" },
    { expiresAt: null, revokedAt: before, state: "revoked" },
    { expiresAt: after, revokedAt: now, state: "revoked" },
    { expiresAt: before, revokedAt: before, state: "revoked" },
    { expiresAt: null, revokedAt: after, state: "revoked" },
  ])("expiry $expiresAt and revocation $revokedAt make it $state", ({ expiresAt, revokedAt, state }) => {
    expect(apiKeyState({ expiresAt, revokedAt }, now)).toBe(state);
  });
});

describe("parseApiKeyLabel", () => {
  test.each([
    ["CI", "CI"],
    ["  nightly batch \n", "nightly batch"],
    ["x", "x"],
    ["x".repeat(64), "x".repeat(64)],
    ["🔑".repeat(64), "🔑".repeat(64)],
    ["東京 – prod", "東京 – prod"],
    ["👩‍💻", "👩‍💻"],
  ])("accepts %j", (text, label) => {
    expect(parseApiKeyLabel(text)).toEqual({ isValid: true, label });
  });

  test.each([
    ["", "empty"],
    [" \t\n", "empty"],
    ["\u200b\u2060", "empty"],
    ["x".repeat(65), "too_long"],
    ["🔑".repeat(65), "too_long"],
    ["a\tb", "control_character"],
    ["a\u0000b", "control_character"],
    ["a\u007fb", "control_character"],
    ["a\u0085b", "control_character"],
    ["a\u2028b", "control_character"],
    ["prod\u202etset", "control_character"],
    ["a\ud800b", "control_character"],
  ])("refuses %j: %s", (text, reason) => {
    expect(parseApiKeyLabel(text)).toEqual({ isValid: false, reason });
  });

  test("accepts its own answer again, and only text that stays itself in UTF-8", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
        const parsed = parseApiKeyLabel(text);
        if (!parsed.isValid) return;
        expect(parseApiKeyLabel(parsed.label)).toEqual(parsed);
        expect(new TextDecoder().decode(new TextEncoder().encode(parsed.label))).toBe(parsed.label);
        expect(parsed.label).not.toContain("\u0000");
      }),
    );
  });
});
