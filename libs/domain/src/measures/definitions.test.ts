import { expect, it } from "vitest";
import { countNames } from "./counts.ts";
import { measureDefinitions } from "./definitions.ts";
import { intervalNames } from "./intervals.ts";

it("has exactly one definition for every count and interval, with words", () => {
  const names = measureDefinitions.map(({ name }) => name);
  expect(names.toSorted()).toEqual([...countNames, ...intervalNames].toSorted());
  for (const { name, label, text, source } of measureDefinitions)
    expect(
      [label, text, source].every((words) => words.trim().length > 2),
      name,
    ).toBe(true);
});

it("uses a label for one number only", () => {
  const labels = measureDefinitions.map(({ label }) => label);
  expect(labels.filter((label, index) => labels.indexOf(label) !== index)).toEqual([]);
});
