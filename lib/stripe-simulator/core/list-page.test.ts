import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listPage } from "./list-page.ts";
import { openSimulator } from "./testing/open-simulator.ts";

const rowsOf = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `row_${index}` }));

describe("listPage", () => {
  test("pages in either direction give every row once, newest first", () => {
    fc.assert(
      fc.property(fc.nat(40), fc.integer({ min: 1, max: 12 }), (count, limit) => {
        const rows = rowsOf(count);
        const all = rows.toReversed().map(({ id }) => id);
        const forth: string[] = [];
        for (let more = count > 0; more; ) {
          const after = forth.at(-1);
          const page = listPage(rows, { limit, ...(after ? { starting_after: after } : {}) }, "/v1/rows");
          forth.push(...page.data.map(({ id }) => id));
          more = page.has_more;
          expect(more).toBe(forth.length < count);
        }
        expect(forth).toEqual(all);
        const last = all.at(-1);
        const back: string[] = last === undefined ? [] : [last];
        for (let more = count > 0; more; ) {
          const page = listPage(rows, { limit, ending_before: back[0] ?? "" }, "/v1/rows");
          back.unshift(...page.data.map(({ id }) => id));
          more = page.has_more;
          expect(more).toBe(back.length < count);
        }
        expect(back).toEqual(all);
      }),
    );
  });

  test("ten to a page unless asked otherwise, a hundred at most", async () => {
    const { stripe } = openSimulator();
    for (let index = 0; index < 12; index += 1) await stripe.products.create({ name: `Product ${index}` });
    const page = await stripe.products.list();
    expect(page.data.map(({ name }) => name)).toEqual(Array.from({ length: 10 }, (_, at) => `Product ${11 - at}`));
    expect(page).toMatchObject({ object: "list", url: "/v1/products", has_more: true });
    expect((await stripe.products.list().autoPagingToArray({ limit: 50 })).length).toBe(12);
    await expect(stripe.products.list({ limit: 101 })).rejects.toThrow("less than or equal to 100");
    await expect(stripe.products.list({ limit: 0 })).rejects.toThrow("greater than or equal to 1");
    await expect(stripe.products.list({ starting_after: "prod_unknown" })).rejects.toMatchObject({
      code: "resource_missing",
      param: "starting_after",
    });
  });
});
