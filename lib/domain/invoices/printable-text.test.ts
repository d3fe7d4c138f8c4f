import { expect, test } from "vitest";
import { documentText, unprintableCharacters } from "./printable-text.ts";

test.each([
  ["Łódź Müller & Søn A/S, Île-de-France, Đặng Thị Hương, İstanbul, Țară, Œuvre"],
  ["ООО «Ромашка», Київ, Ґанок №5, Қазақстан, Ў-Ё"],
  ["“Quotes” ‘single’ – — … € £ ¥ ™ ® © ½ § ¿¡"],
])("%s can be printed", (text) => {
  expect(unprintableCharacters(text)).toEqual([]);
});

test.each([
  ["株式会社 GmbH", ["株", "式", "会", "社"]],
  ["Αθήνα", ["Α", "θ", "ή", "ν", "α"]],
  ["شركة", ["ش", "ر", "ك", "ة"]],
  ["Rocket 🚀🚀", ["🚀"]],
  ["zero\u200bwidth", ["\u200b"]],
])("of %s, what cannot be printed is said, each character once", (text, missing) => {
  expect(unprintableCharacters(text)).toEqual(missing);
});

test("letters are composed and spaces made one kind, so that what looks alike prints alike", () => {
  expect(documentText("  Mu\u0308ller\t\n GmbH\u00a0 ")).toBe("Müller GmbH");
  expect(unprintableCharacters("Mu\u0308ller\u3000GmbH")).toEqual([]);
});
