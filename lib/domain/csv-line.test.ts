import { expect, it } from "vitest";
import { csvLine } from "./csv-line.ts";

it("quotes what needs it and keeps every digit", () => {
  expect(csvLine(["a", 'says "no"', "x,y", "two\nlines", "-0.000000001", ""])).toBe(
    'a,"says ""no""","x,y","two\nlines",-0.000000001,\r\n',
  );
});

it.each(["=1+1", "+1+1", "-1+1", "@sum", "\tx"])("disarms %s", (text) => {
  expect(csvLine([text])).toMatch(/^"?'/);
});
