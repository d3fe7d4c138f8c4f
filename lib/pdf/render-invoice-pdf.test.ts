import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { InvoiceDocument } from "#lib/domain/invoices/invoice-document.ts";
import { sampleInvoice, sampleLine, sampleUsage } from "#prisma/testing/sample-invoices.ts";
import { renderInvoicePdf } from "./render-invoice-pdf.ts";

const folder = mkdtempSync(join(tmpdir(), "weir-pdf-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a tool of poppler's says of a document's file. */
async function ask(tool: string, document: InvoiceDocument, options: readonly string[] = []): Promise<string> {
  const path = join(folder, "invoice.pdf");
  writeFileSync(path, await renderInvoicePdf(document));
  return execFileSync(tool, tool === "pdftotext" ? [...options, path, "-"] : [path], { encoding: "utf8" });
}

const seats = {
  title: "Team plan",
  lines: [
    sampleLine("Team plan, 1 - 30 Nov 2026", "495.00", {
      quantity: "5",
      unit: "seats",
      unitPrice: { amount: "99.00", per: "per seat" },
      details: ["Ada Byron, Nguyễn Thị Hương, Олександр Коваль"],
    }),
  ],
};
const usage = sampleUsage("Usage of October 2026", 60);
const long = sampleInvoice([seats, usage], { deductions: [{ label: "Credits applied", amount: "-10000.00" }] });

/** Characters of a description that surely stand in one line. */
const FIRST_LINE = 30;

describe("a document's text", () => {
  test("can be selected, and has all that an accountant looks for", async () => {
    const text = await ask("pdftotext", long, ["-layout"]);
    for (const part of ["HALCYON7-0003", "PO-2026-00417", "DE123456789", "84-1234567", "Halcyon Robotics GmbH"]) {
      expect(text).toContain(part);
    }
    expect(text).toMatch(/Date due +1 Dec 2026/);
    expect(text).toContain("Nguyễn Thị Hương, Олександр Коваль");
    for (const { description, amount } of usage.lines) {
      const shown = amount.replace(/\B(?=(\d{3})+\.)/g, ",");
      expect(text).toMatch(new RegExp(`${description.slice(0, FIRST_LINE).replaceAll(".", "\\.")}.*\\$${shown}\n`));
    }
    expect(text).toMatch(/Credits applied +−\$10,000\.00/);
    expect(text).toMatch(/Amount due \(USD\) +\$21,196\.10/);
  });

  test("repeats the headings and numbers the pages, and keeps the sums on one", { timeout: 60_000 }, async () => {
    const pages = (await ask("pdftotext", long, ["-layout"])).split("\f").slice(0, -1);
    expect(pages.length).toBeGreaterThan(2);
    for (const [index, page] of pages.entries()) {
      expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
      expect(page).toContain("Invoice HALCYON7-0003");
    }
    expect(pages.slice(0, 3).every((page) => /Description +Quantity +Unit price +Amount \(USD\)/.test(page))).toBe(
      true,
    );
    for (let lines = 1; lines < 45; lines += 4) {
      const text = await ask("pdftotext", sampleInvoice([sampleUsage("Usage", lines)]), ["-layout"]);
      const withSums = text.split("\f").filter((page) => /Subtotal|Amount due/.test(page));
      expect(withSums).toHaveLength(1);
    }
  });

  test("names what a credit note corrects and why, and asks for no money", async () => {
    const lines = [sampleLine("2 seats charged too long", "198.00")];
    const note = sampleInvoice([{ title: "Credited", lines }], {
      kind: "credit_note",
      number: "HALCYON7-CN-0001",
      corrects: { number: "HALCYON7-0002", issuedOn: "2026-10-01" },
      reason: "Removed in time",
      payment: { kind: "none" },
    });
    const text = await ask("pdftotext", note, ["-layout"]);
    expect(text).toMatch(/Credit note number +HALCYON7-CN-0001/);
    expect(text).toContain("Invoice HALCYON7-0002 of 1 Oct 2026");
    expect(text).toContain("Removed in time");
    expect(text).toContain("$198.00 credited");
    expect(text).not.toContain("Amount due");
  });

  test("has no hole where the font lacks a letter, and no hyphen that nobody wrote", async () => {
    const name = `${"Bundes".repeat(20)}amt 株`;
    const text = await ask("pdftotext", { ...long, buyer: { ...long.buyer, name } }, ["-f", "1", "-l", "1"]);
    expect(text.replaceAll("\n", "")).toContain(`${"Bundes".repeat(20)}amt`);
    expect(text).toContain("[U+682A]");
  });
});

describe("a document's file", () => {
  test("has title, author and language, on A4, with every font embedded", async () => {
    const info = await ask("pdfinfo", long);
    expect(info).toMatch(/Title: +Invoice HALCYON7-0003\n/);
    expect(info).toMatch(/Author: +Weir Inc\.\n/);
    expect(info).toMatch(/Page size: +595\.28 x 841\.89 pts \(A4\)/);
    expect(Buffer.from(await renderInvoicePdf(long)).toString("latin1")).toContain("/Lang (en-US)");
    const fonts = (await ask("pdffonts", long)).trim().split("\n").slice(2);
    expect(fonts.length).toBeGreaterThan(1);
    expect(fonts.filter((font) => !/Geist.* yes yes yes /.test(font))).toEqual([]);
  });

  test("keeps what it shows within a Letter page that is printed from the top", async () => {
    const boxes = await ask("pdftotext", long, ["-bbox"]);
    const bottoms = [...boxes.matchAll(/yMax="([\d.]+)">/g)].map(([, bottom]) => Number(bottom));
    expect(bottoms.length).toBeGreaterThan(200);
    expect(Math.max(...bottoms)).toBeLessThan(792 - 18);
    const rights = [...boxes.matchAll(/xMax="([\d.]+)"/g)].map(([, right]) => Number(right));
    expect(Math.max(...rights)).toBeLessThan(595 - 36);
  });

  test("is the same to the byte, in another process too", { timeout: 60_000 }, async () => {
    const here = createHash("sha256")
      .update(await renderInvoicePdf(long))
      .digest("hex");
    const program = `
      import { createHash } from "node:crypto";
      import { renderInvoicePdf } from "#lib/pdf/render-invoice-pdf.ts";
      const document = JSON.parse(process.argv[1]);
      await renderInvoicePdf({ ...document, number: "FIRST" });
      process.stdout.write(createHash("sha256").update(await renderInvoicePdf(document)).digest("hex"));`;
    const flags = ["--input-type=module", "--eval", program, "--", JSON.stringify(long)];
    const there = execFileSync(process.execPath, flags, {
      encoding: "utf8",
      env: { ...process.env, TZ: "Asia/Tokyo" },
    });
    expect(there).toBe(here);
    const [one, two] = await Promise.all([renderInvoicePdf(long), renderInvoicePdf(long)]);
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(true);
    expect(createHash("sha256").update(one).digest("hex")).toBe(here);
  });

  test("is not made of a document that does not add up", async () => {
    const wrong = { ...long, totals: { ...long.totals, due: "1.00" } };
    await expect(renderInvoicePdf(wrong)).rejects.toThrow("Paid and due do not sum to the total.");
  });
});
