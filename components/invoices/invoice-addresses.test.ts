import { expect, test } from "vitest";
import { invoiceAddresses, pdfAddress, usageAddress } from "./invoice-addresses.ts";

const addresses = invoiceAddresses("halcyon");

test("files and usage are addressed within the workspace", () => {
  expect(pdfAddress(addresses, "inv_1")).toBe("/api/workspaces/halcyon/invoices/inv_1/pdf");
  expect(usageAddress(addresses, { period: "2026-10", modelId: "qwen/3.8 27B" })).toBe(
    "/halcyon/settings/usage?period=2026-10&model=qwen%2F3.8+27B",
  );
  expect(usageAddress(addresses, { period: "2026-10", modelId: null })).toBe("/halcyon/settings/usage?period=2026-10");
});
