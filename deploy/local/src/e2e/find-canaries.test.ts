// The scan for identity finds what was planted, and says when there was nothing to scan.
import { expect, test } from "vitest";
import { findCanaries } from "./find-canaries.ts";

test.each([
  ["a log line", '{"msg":"Quintessa Canarywood was here"}', "Quintessa Canarywood"],
  ["a number that was grouped", "id=999 000 0018", "9990000018"],
  ["a name in capitals", "QUINTESSA CANARYWOOD", "Quintessa Canarywood"],
  ["a key with dashes", "key 999-000-0018", "9990000018"],
])("finds what was planted in %s", (place, text, canary) => {
  expect(findCanaries([canary, "never there"], [{ place, text }])).toEqual([{ canary, place }]);
});

test("finds nothing where nothing is, and refuses to look at nothing", () => {
  expect(findCanaries(["canary"], [{ place: "a log", text: "{}" }])).toEqual([]);
  expect(() => findCanaries(["canary"], [])).toThrow("nowhere to look");
  expect(() => findCanaries([], [{ place: "a log", text: "" }])).toThrow("nothing to look for");
});
