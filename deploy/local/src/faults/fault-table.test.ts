import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { repositoryRoot } from "../paths.ts";
import { faultTable, laterRows } from "./fault-table.ts";

const ids = faultTable.map(({ id }) => id);

it("has every row of the matrix once, but for those that come later", () => {
  const all = Array.from({ length: 62 }, (_, index) => `F${String(index + 1).padStart(2, "0")}`);
  expect([...ids, ...laterRows].toSorted()).toEqual(all);
});

it("stars the ten rows of the short run, and each of them injects something", () => {
  const starred = faultTable.filter((row) => row.isStarred);
  expect(starred.map(({ id }) => id)).toEqual(["F01", "F03", "F10", "F17", "F18", "F27", "F28", "F29", "F49", "F51"]);
  expect(starred.filter((row) => row.faults.length === 0 || row.instances === 2)).toEqual([]);
});

it("injects, names a test, or says what is missing", () => {
  const silent = faultTable.filter(
    (row) => row.faults.length === 0 && row.heldBy === undefined && row.missing === undefined,
  );
  expect(silent).toEqual([]);
});

it.each(faultTable.flatMap((row) => (row.heldBy ?? []).map(({ file, test }) => [row.id, file, test] as const)))(
  "%s is held by a test of %s that is there: %s",
  (_id, file, test) => {
    const path = join(repositoryRoot, file);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, "utf8")).toContain(test);
  },
);
