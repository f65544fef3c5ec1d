import { expect, test } from "vitest";
import { csvOfRows } from "./csv.ts";

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://example.org","x")'])(
  "N65: a text that a spreadsheet would run, %j, is made inert",
  (text) => {
    const [cell] = csvOfRows([[text]]).split("\r\n");
    expect(cell?.replace(/^"/, "").startsWith("'")).toBe(true);
  },
);

test("N65: numbers stay numbers, the mark of a hidden count stays itself, and a quote does not end its cell", () => {
  expect(csvOfRows([[-5, "*", null, 'a "b", c']])).toBe('-5,*,,"a ""b"", c"\r\n');
});
