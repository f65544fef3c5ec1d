import { expect, test } from "vitest";
import { csvField, readCsv } from "./csv.ts";

const fields = (text: string) => readCsv(text).map((row) => row.fields);

test("reads plain and quoted fields, both line ends, with and without a last line end", () => {
  expect(fields('a,b\r\n1,"two, or ""2"""\n,\n')).toEqual([
    ["a", "b"],
    ["1", 'two, or "2"'],
    ["", ""],
  ]);
  expect(fields("x,y")).toEqual([["x", "y"]]);
  expect(fields("")).toEqual([]);
  expect(fields("\uFEFFa\nb\n")).toEqual([["a"], ["b"]]);
});

test("counts lines, also through quoted line breaks, comments and blank lines", () => {
  expect(readCsv('# comment\n\na,"one\ntwo",c\nlast\n').map((row) => [row.line, row.fields[0]])).toEqual([
    [3, "a"],
    [5, "last"],
  ]);
});

test("names the line of a quote that is never closed", () => {
  expect(() => readCsv('a\n"b')).toThrow("line 2");
});

test("what is written is read back", () => {
  for (const value of ["plain", 'with "quotes"', "with, comma", "two\nlines", ""])
    expect(fields(`${csvField(value)},end`)).toEqual([[value, "end"]]);
});
