import { expect, test } from "vitest";
import { pivot } from "./refusal-words.ts";

test("every count is in one cell, and each line adds up to its sum", () => {
  const rows = [
    { kind: "declined", team: "a", referrer: "RYC", reason: "capacity", count: 4 },
    { kind: "declined", team: "b", referrer: "RYC", reason: "capacity", count: 3 },
    { kind: "lapsed", team: "b", referrer: "RAJ", reason: null, count: 5 },
    { kind: "handed-back", team: null, referrer: "RYC", reason: "capacity", count: 1 },
  ] as const;
  const { columns, lines } = pivot([...rows], (row) => row.referrer);
  expect(columns.map(({ kind }) => kind)).toEqual(["declined", "lapsed", "handed-back"]);
  expect(lines).toEqual([
    { key: "RYC", all: 8, counts: [7, 0, 1] },
    { key: "RAJ", all: 5, counts: [0, 5, 0] },
  ]);
});
