import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatDollars,
  fromExactDollars,
  NANOS_PER_DOLLAR,
  type Nanos,
  parseDollars,
  sumNanos,
  toExactDollars,
  toPlotDollars,
} from "./money.ts";

const CENT = 10_000_000n;

/** Every order of magnitude alike, from one nano-dollar to far beyond a 64-bit column. */
const amounts = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.boolean())
  .map(([digits, raw, isNegative]): Nanos => (isNegative ? -1n : 1n) * (raw % 10n ** BigInt(digits)));

const size = (nanos: Nanos) => (nanos < 0n ? -nanos : nanos);

function readBack(text: string): Nanos {
  const nanos = parseDollars(text);
  if (nanos === null) throw new Error(`Unreadable: ${text}`);
  return nanos;
}

describe("parseDollars", () => {
  test.each<[string, Nanos]>([
    ["0", 0n],
    ["49", 49n * NANOS_PER_DOLLAR],
    ["$0.50", 500_000_000n],
    ["1,250", 1_250n * NANOS_PER_DOLLAR],
    [" $1,234,567.89 ", 1_234_567_890_000_000n],
    ["0.000000001", 1n],
    ["007", 7n * NANOS_PER_DOLLAR],
    ["-2.5", -2_500_000_000n],
    ["-$2.50", -2_500_000_000n],
    ["−$2.50", -2_500_000_000n],
    ["-0", 0n],
  ])("reads %j", (text, nanos) => {
    expect(parseDollars(text)).toBe(nanos);
  });

  test.each([
    ...["", " ", "$", "-", ".", ".5", "5.", "abc", "1e3", "0x10", "NaN", "Infinity", "1 000", "$ 5", "5$", "+5", "--5"],
    ...["$-5", "1.2.3", "1,25", "0,500", "1,2500", ",500", "12,34,567", "1250,000", "0.0000000001", "٣", "1\n2"],
  ])("refuses %j", (text) => {
    expect(parseDollars(text)).toBeNull();
  });

  test("reads back every exact amount", () => {
    fc.assert(fc.property(amounts, (nanos) => readBack(toExactDollars(nanos)) === nanos));
  });

  test("never throws and never reads one text as two amounts", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-$0-9,. ]{0,16}$/)), (text) => {
        const nanos = parseDollars(text);
        expect(nanos === null || readBack(toExactDollars(nanos)) === nanos).toBe(true);
      }),
    );
  });
});

describe("toExactDollars", () => {
  test.each<[Nanos, string]>([
    [0n, "0.00"],
    [1n, "0.000000001"],
    [213_400n, "0.0002134"],
    [500_000_000n, "0.50"],
    [-2_500_000_000n, "-2.50"],
    [1_234_567_890_000_001n, "1234567.890000001"],
    [10n ** 30n, "1000000000000000000000.00"],
  ])("writes %s as %s", (nanos, text) => {
    expect(toExactDollars(nanos)).toBe(text);
  });

  test("has two decimals at least and no trailing zero beyond them", () => {
    fc.assert(
      fc.property(amounts, (nanos) => {
        expect(toExactDollars(nanos)).toMatch(/^-?(0|[1-9]\d*)\.(\d\d|\d{2,8}[1-9])$/);
      }),
    );
  });
});

describe("fromExactDollars", () => {
  test("reads back every exact amount", () => {
    fc.assert(fc.property(amounts, (nanos) => fromExactDollars(toExactDollars(nanos)) === nanos));
  });

  test.each([
    "",
    "0",
    "1",
    "1.0",
    "1.000",
    "01.00",
    "-0.00",
    "$1.00",
    "1,000.00",
    "−1.00",
    " 1.00",
    "NaN",
    "1.0000000001",
  ])("refuses %j, which is never written", (text) => {
    expect(() => fromExactDollars(text)).toThrow(RangeError);
  });
});

describe("formatDollars", () => {
  test.each<[string, string]>([
    ["0", "$0.00"],
    ["0.000000001", "$0.000000001"],
    ["0.000000999", "$0.000000999"],
    ["0.000009994", "$0.00000999"],
    ["0.000009995", "$0.00001"],
    ["0.0002134", "$0.000213"],
    ["0.00021", "$0.00021"],
    ["0.009994999", "$0.00999"],
    ["0.009995", "$0.0100"],
    ["0.009999999", "$0.0100"],
    ["0.01", "$0.0100"],
    ["0.01004", "$0.0100"],
    ["0.01005", "$0.0101"],
    ["0.0127", "$0.0127"],
    ["0.5", "$0.5000"],
    ["0.123", "$0.1230"],
    ["0.798", "$0.7980"],
    ["0.12344", "$0.1234"],
    ["0.99994", "$0.9999"],
    ["0.99995", "$1.00"],
    ["0.99999", "$1.00"],
    ["1", "$1.00"],
    ["1.004999999", "$1.00"],
    ["1.005", "$1.01"],
    ["999.995", "$1,000.00"],
    ["4924.8", "$4,924.80"],
    ["999999.995", "$1,000,000.00"],
    ["-0.0002134", "−$0.000213"],
    ["-0.99999", "−$1.00"],
    ["-1.005", "−$1.01"],
    ["-1234.5", "−$1,234.50"],
  ])("shows %s as %s", (exact, shown) => {
    expect(formatDollars(readBack(exact))).toBe(shown);
  });

  test("never shows zero for what is not zero, nor the other sign", () => {
    fc.assert(
      fc.property(amounts, (nanos) => {
        const shown = readBack(formatDollars(nanos));
        expect(shown === 0n).toBe(nanos === 0n);
        expect(shown < 0n).toBe(nanos < 0n);
      }),
    );
  });

  test("is within half a percent, and within half a cent from $1 up", () => {
    fc.assert(
      fc.property(amounts, (nanos) => {
        const error = size(readBack(formatDollars(nanos)) - nanos);
        expect(error * 200n <= size(nanos)).toBe(true);
        expect(error * 2n <= CENT).toBe(true);
      }),
    );
  });

  test("shows a larger amount as larger or the same", () => {
    fc.assert(
      fc.property(amounts, fc.bigInt({ min: 0n, max: 2n * CENT }), (nanos, more) => {
        expect(readBack(formatDollars(nanos)) <= readBack(formatDollars(nanos + more))).toBe(true);
      }),
    );
  });

  test("shows what it shows the same again, so rounding never lands in another format", () => {
    fc.assert(
      fc.property(amounts, (nanos) => {
        const shown = formatDollars(nanos);
        expect(formatDollars(readBack(shown))).toBe(shown);
      }),
    );
  });

  test("has two decimals from $1 up, two to four from a cent", () => {
    fc.assert(
      fc.property(amounts, (nanos) => {
        const shown = formatDollars(nanos);
        const shownSize = size(readBack(shown));
        if (shownSize >= NANOS_PER_DOLLAR) expect(shown).toMatch(/^−?\$[1-9]\d{0,2}(,\d{3})*\.\d\d$/);
        else if (shownSize >= CENT) expect(shown).toMatch(/^−?\$0\.\d{2,4}$/);
      }),
    );
  });

  test("a formatter with two decimals everywhere shows some charge as zero", () => {
    const naive = (nanos: Nanos) => `$${toPlotDollars(nanos).toFixed(2)}`;
    expect(fc.check(fc.property(amounts, (nanos) => nanos === 0n || readBack(naive(size(nanos))) !== 0n)).failed).toBe(
      true,
    );
  });
});

describe("sumNanos", () => {
  test("adds nothing to zero", () => {
    expect(sumNanos([])).toBe(0n);
  });

  test("takes away exactly what was added, in any order", () => {
    fc.assert(
      fc.property(
        fc.array(amounts).chain((list) => fc.tuple(fc.constant(list), shuffled(list))),
        ([list, other]) => {
          expect(sumNanos([...list, ...other.map((nanos) => -nanos)])).toBe(0n);
        },
      ),
    );
  });

  test("adds a million small charges to a large one without losing any, as floating point does", () => {
    const large = 10n ** 15n * NANOS_PER_DOLLAR;
    const charges = Array.from({ length: 1_000_000 }, () => 213n);
    expect(sumNanos([large, ...charges])).toBe(large + 213_000_000n);
    const inFloats = [large, ...charges].reduce((total, nanos) => total + toPlotDollars(nanos), 0);
    expect(inFloats).toBe(toPlotDollars(large));
  });
});

describe("toPlotDollars", () => {
  test.each<[Nanos, number]>([
    [0n, 0],
    [500_000_000n, 0.5],
    [-4_924_800_000_000n, -4_924.8],
    [1n, 1e-9],
  ])("plots %s as %d", (nanos, dollars) => {
    expect(toPlotDollars(nanos)).toBe(dollars);
  });
});

function shuffled<T>(list: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...list], { minLength: list.length });
}
