import { array, assert, integer, property, string } from "fast-check";
import { expect, test } from "vitest";
import { hashOf, readCursor, writeCursor } from "./cursor.ts";

test("what is written is read back, whatever the offsets", () => {
  assert(
    property(array(integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), { minLength: 1, maxLength: 12 }), (offsets) => {
      const cursor = { incarnation: hashOf("a"), scope: hashOf("b"), offsets };
      const text = writeCursor(cursor);
      expect(text).toMatch(/^[\w.-]+$/);
      expect(readCursor(text)).toEqual(cursor);
    }),
  );
});

test("anything else is no cursor", () => {
  assert(
    property(string(), (text) => {
      expect(readCursor(text)).toBeUndefined();
    }),
  );
  for (const text of [
    "",
    "1..",
    `2.${hashOf("a")}.${hashOf("b")}.0`,
    `1.${hashOf("a")}.${hashOf("b")}.`,
    `1.${hashOf("a")}.${hashOf("b")}.-1`,
    `1.${hashOf("a")}.${hashOf("b")}.zzzzzzzzzzzz`,
  ])
    expect(readCursor(text)).toBeUndefined();
});
