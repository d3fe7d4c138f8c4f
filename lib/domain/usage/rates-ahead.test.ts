import { expect, test } from "vitest";
import { ratesAhead } from "./rates-ahead.ts";

const at = (day: number) => new Date(Date.UTC(2026, 0, day));
const rates = (nanos: bigint) => ({ inputNanos: nanos, cachedInputNanos: null, outputNanos: nanos });
const of = { modelId: "alpha", mode: "flex" } as const;
const list = [
  { ...of, id: "list", effectiveAt: at(1), rates: rates(10n) },
  { modelId: "beta", mode: "flex", id: "beta", effectiveAt: at(1), rates: rates(7n) } as const,
];

test("tells what is in force and each change that is to come, the last one written of an instant", () => {
  const own = [
    { ...of, id: "a", effectiveAt: at(2), rates: rates(8n) },
    { ...of, id: "b", effectiveAt: at(20), rates: rates(6n) },
    { ...of, id: "c", effectiveAt: at(30), rates: null },
    { ...of, id: "d", effectiveAt: at(20), rates: rates(5n) },
  ];
  expect(ratesAhead(own, list, at(10))).toEqual([
    { ...of, from: null, rates: rates(8n), list: rates(10n), isOwn: true },
    { ...of, from: at(20), rates: rates(5n), list: rates(10n), isOwn: true },
    { ...of, from: at(30), rates: rates(10n), list: rates(10n), isOwn: false },
    { modelId: "beta", mode: "flex", from: null, rates: rates(7n), list: rates(7n), isOwn: false },
  ]);
});
