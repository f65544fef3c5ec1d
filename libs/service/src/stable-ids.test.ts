import { expect, it } from "vitest";
import { stableIds } from "./stable-ids.ts";

const idOf = stableIds("1f6f0f4e-6f0a-5c52-8c4f-6e4a5c0f9b21");

it("gives one cause one id, and never the same to two", () => {
  const causes = [
    ["a", "b", "c"],
    ["a/b", "c"],
    ["a", "b/c"],
    ["a", "b"],
    ["a", 12],
    ["a", 1, 2],
  ] as const;
  const ids = causes.map((parts) => idOf(...parts));
  expect(new Set(ids).size).toBe(causes.length);
  expect(causes.map((parts) => idOf(...parts))).toEqual(ids);
  expect(idOf("received", 7)).toBe(idOf("received", "7"));
  expect(stableIds("6f1c3a52-0d0e-5b6f-9a55-6a1a3d1d7c11")("a", "b")).not.toBe(idOf("a", "b"));
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
