import { expect, test } from "vitest";
import { openSecret, sealSecret } from "./sealed-secret.ts";

const seal = { key: "a key of the console, long enough", purpose: "fingerprint" };

test("a secret is opened with the same key and purpose only", () => {
  const sealed = sealSecret("whsec_1", seal);
  expect(sealed).not.toContain("whsec");
  expect(openSecret(sealed, seal)).toBe("whsec_1");
  expect(openSecret(sealed, { ...seal, key: "another key" })).toBeNull();
  expect(openSecret(sealed, { ...seal, purpose: "another" })).toBeNull();
});

test("no two seals are the same", () => {
  expect(sealSecret("whsec_1", seal)).not.toBe(sealSecret("whsec_1", seal));
});

test("what was changed, cut or never sealed is not opened", () => {
  const sealed = sealSecret("whsec_1", seal);
  const bytes = Buffer.from(sealed, "base64url");
  for (let index = 0; index < bytes.length; index++) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    expect(openSecret(changed.toString("base64url"), seal)).toBeNull();
  }
  for (const text of ["", "whsec_1", sealed.slice(0, 20)]) expect(openSecret(text, seal)).toBeNull();
});
