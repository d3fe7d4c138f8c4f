import { describe, expect, test } from "vitest";
import { SAMPLE_PAGES } from "#lib/stripe-simulator/checkout/testing/sample-pages.ts";
import { formatAmount } from "./format-amount.ts";
import { html } from "./html.ts";

type Tag = { name: string; attributes: Record<string, string> };

function tagsOf(page: string): Tag[] {
  return [...page.matchAll(/<([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>/g)].map(([, name = "", text = ""]) => ({
    name,
    attributes: Object.fromEntries(
      [...text.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)].map(([, key = "", value = ""]) => [key, value]),
    ),
  }));
}

/** What a screen reader, or a test that looks for labels, would stumble over. */
function flawsOf(page: string): string[] {
  const tags = tagsOf(page);
  const ids = tags.flatMap(({ attributes: { id } }) => (id === undefined ? [] : [id]));
  const labelled = tags.filter(({ name }) => name === "label").map(({ attributes }) => attributes.for);
  const inputs = tags.filter(({ name, attributes }) => name === "input" && attributes.type !== "hidden");
  const unlabelled = inputs.filter(({ attributes: { id, type } }) => type !== "radio" && !labelled.includes(id));
  const radios = inputs.filter(({ attributes }) => attributes.type === "radio").length;
  const wrapped = [...page.matchAll(/<label><input type="radio"[^>]*> [A-Z]/g)].length;
  const references = tags.flatMap(({ attributes }) => [
    attributes["aria-labelledby"],
    attributes["aria-describedby"],
    attributes.for,
  ]);
  return [
    ...(page.startsWith('<!doctype html>\n<html lang="en">') ? [] : ["no language"]),
    ...(/<title>[^<]+<\/title>/.test(page) ? [] : ["no title"]),
    ...(tags.filter(({ name }) => name === "h1").length === 1 ? [] : ["not one h1"]),
    ...(tags.filter(({ name }) => name === "main").length === 1 ? [] : ["not one main"]),
    ...(new Set(ids).size === ids.length ? [] : [`an id twice: ${ids}`]),
    ...unlabelled.map(({ attributes }) => `${attributes.name} has no label`),
    ...(radios === wrapped ? [] : ["a radio button has no label"]),
    ...references.filter((id) => id !== undefined && !ids.includes(id)).map((id) => `nothing is called ${id}`),
    ...[...page.matchAll(/<(button|a|legend|label)\b[^>]*>\s*<\/\1>/g)].map(([text]) => `empty: ${text}`),
    ...(/<script|\son[a-z]+=|javascript:/.test(page) ? ["a script"] : []),
  ];
}

describe.each(Object.entries(SAMPLE_PAGES))("%s", (_name, page) => {
  test("has a name for everything and runs no scripts", () => expect(flawsOf(page)).toEqual([]));

  test("says that no money moves", () => expect(page).toContain("Simulated payments: no money moves"));

  test("lets Enter press the button that the page is for, not one that fills in a card", () => {
    for (const [, form = ""] of page.matchAll(/<form[^>]*aria-label="Payment"[^>]*>([\s\S]*?)<\/form>/g)) {
      expect(form.match(/<button[^>]*>/)?.[0]).toContain('class="primary"');
    }
  });
});

test("the check of pages finds what is wrong", () => {
  const page = SAMPLE_PAGES["checkout-refused"] ?? "";
  const broken = [
    page.replace('<label for="cvc">CVC</label>', "CVC"),
    page.replace('id="cvc-error"', ""),
    page.replace("<h1", "<h3"),
    page.replace("<button", "<button></button><button"),
    page.replace(' lang="en"', ""),
    page.replace("> Bank account</label>", ">"),
  ];
  for (const text of broken) expect(flawsOf(text)).toHaveLength(1);
});

test("only pieces made as markup are markup", () => {
  const piece = html`<b>${'<i a="1">'}</b>`;
  expect(html`${piece}${[piece, null, false, undefined, 0]}`.text).toBe(
    "<b>&lt;i a=&quot;1&quot;&gt;</b><b>&lt;i a=&quot;1&quot;&gt;</b>0",
  );
});

test.each([
  [0, "usd", "$0.00"],
  [5, "usd", "$0.05"],
  [123_456_789, "usd", "$1,234,567.89"],
  [-100_000, "usd", "−$1,000.00"],
  [99_999, "eur", "999.99 EUR"],
])("%i cents of %s are %s", (cents, currency, text) => expect(formatAmount(cents, currency)).toBe(text));
