// What is wrong with a row, in words: a call that is about an answer says so itself.
import { expect, it } from "vitest";
import { aRow } from "../live/rows-for-tests.ts";
import { alarmsOf } from "./row-words.ts";

it("says whom to ring when their system did not take our answer, instead of only that a call is needed", () => {
  const row = aRow({ alarms: ["unacknowledged", "call-task"], openCallTasks: 1, answerUndeliveredTo: "999" });
  expect(alarmsOf(row)).toEqual(["Not acknowledged", "Ring 999: answer lost"]);
  expect(alarmsOf({ ...row, answerUndeliveredTo: "referrer" })).toContain("Ring referrer: answer lost");
});

it("still says that a call is needed when there is another one", () => {
  const row = aRow({ alarms: ["call-task"], openCallTasks: 2, answerUndeliveredTo: "999" });
  expect(alarmsOf(row)).toEqual(["Call needed", "Ring 999: answer lost"]);
  expect(alarmsOf(aRow({ alarms: ["call-task"], openCallTasks: 1 }))).toEqual(["Call needed"]);
});
