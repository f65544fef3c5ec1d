import { expect, test } from "vitest";
import { readBirthDate } from "./read-birth-date.ts";

const now = Date.UTC(2026, 10, 25, 12);

test.each([
  ["27031941", "1941-03-27"],
  ["27/03/1941", "1941-03-27"],
  ["7.3.1941", "1941-03-07"],
  ["1941-03-27", "1941-03-27"],
  ["270341", "1941-03-27"],
  ["01-01-26", "2026-01-01"],
  ["26/11/26", "1926-11-26"],
  ["29/02/1940", "1940-02-29"],
])("%s is %s", (typed, date) => {
  expect(readBirthDate(typed, now)).toBe(date);
});

test.each(["29/02/1941", "32/01/1941", "26/11/2026", "1890-01-01", "March", "", "2703"])(
  "%s is no date of birth",
  (typed) => {
    expect(readBirthDate(typed, now)).toBeUndefined();
  },
);
