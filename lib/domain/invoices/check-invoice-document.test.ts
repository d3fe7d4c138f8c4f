import fc from "fast-check";
import { expect, test } from "vitest";
import { toExactDollars } from "#lib/domain/money.ts";
import { sampleInvoice, sampleLine } from "#prisma/testing/sample-invoices.ts";
import { checkInvoiceDocument } from "./check-invoice-document.ts";

const cents = fc.bigInt({ min: -10_000_000n, max: 10_000_000n }).map((amount) => toExactDollars(amount * 10_000_000n));

test("what adds up has no problems, whatever its lines, deductions and taxes are", () => {
  fc.assert(
    fc.property(
      fc.array(cents, { minLength: 1 }),
      fc.array(cents),
      fc.array(cents),
      cents,
      (lines, less, more, paid) => {
        const groups = [{ title: "Lines", lines: lines.map((amount) => sampleLine("Line", amount)) }];
        const rows = (amounts: string[]) => amounts.map((amount) => ({ label: "Row", amount }));
        const document = sampleInvoice(groups, { deductions: rows(less), taxes: rows(more), paid });
        expect(checkInvoiceDocument(document)).toEqual([]);
      },
    ),
  );
});

const document = sampleInvoice([{ title: "Team plan", lines: [sampleLine("Seats", "198.00")] }], {
  taxes: [{ label: "VAT", amount: "19.80" }],
});

test.each([
  [{ subtotal: "198.01" }, "The lines do not sum to the subtotal."],
  [{ total: "217.79" }, "Subtotal, deductions and taxes do not sum to the total."],
  [{ taxes: [] }, "Subtotal, deductions and taxes do not sum to the total."],
  [{ due: "0.00" }, "Paid and due do not sum to the total."],
])("a cent that is lost in %j is said", (wrong, problem) => {
  const problems = checkInvoiceDocument({ ...document, totals: { ...document.totals, ...wrong } });
  expect(problems).toContain(problem);
});

test("an amount below a cent is said", () => {
  const groups = [{ title: "Usage", lines: [sampleLine("Tokens", "0.005"), sampleLine("Tokens", "0.005")] }];
  expect(checkInvoiceDocument(sampleInvoice(groups))).toEqual([
    "0.005 is not in whole cents.",
    "0.005 is not in whole cents.",
  ]);
});
