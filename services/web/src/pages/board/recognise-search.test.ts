import { expect, test } from "vitest";
import { asChosen, recognise } from "./recognise-search.ts";

const now = Date.UTC(2026, 10, 25);

test.each([
  ["UCR-38NK-RKAY", "referralNumber", { referralNumber: "UCR-38NK-RKAY" }],
  ["ucr 38nk rkay", "referralNumber", { referralNumber: "ucr 38nk rkay" }],
  ["38nk-rkay", "referralNumber", { referralNumber: "38nk-rkay" }],
  ["999 000 0018", "nhsNumber", { nhsNumber: "9990000018" }],
  ["07700 900451", "callerNumber", { callerNumber: "07700 900451" }],
  ["+44 7700 900451", "callerNumber", { callerNumber: "+44 7700 900451" }],
  ["01632 960101", "callerNumber", { callerNumber: "01632 960101" }],
  ["EX-20112026-0511", "caseId", { caseId: "EX-20112026-0511" }],
  ["12345678", "caseId", { caseId: "12345678" }],
  ["Ivy Fictitious", "name", { name: "Ivy Fictitious" }],
  ["Fairmont", "name", { name: "Fairmont" }],
  ["O’Brien", "name", { name: "O’Brien" }],
  ["Ivy Fictitious 27/03/1941", "name", { name: "Ivy Fictitious", dateOfBirth: "1941-03-27" }],
  ["27.3.41 Fictitious", "name", { name: "Fictitious", dateOfBirth: "1941-03-27" }],
])("%s is looked for as %s", (typed, way, body) => {
  expect(recognise(typed, now)).toEqual({ way, body });
});

test("what was chosen by hand is kept, whatever it looks like", () => {
  expect(asChosen("caseId", " 07700 900451 ", now)).toEqual({ way: "caseId", body: { caseId: "07700 900451" } });
  expect(asChosen("name", "Ivy 1941-03-27", now).body).toEqual({ name: "Ivy", dateOfBirth: "1941-03-27" });
});
