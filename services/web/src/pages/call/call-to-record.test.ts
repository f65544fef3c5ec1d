import { expect, test } from "vitest";
import { valuesOfCall } from "./call-to-record.ts";

const typed = (answers: Readonly<Record<string, string>>) =>
  valuesOfCall({ feed: "community", answers: { ...answers }, found: [] });

test("what the caller said and who called go into the form that records the call", () => {
  expect(
    typed({
      callBack: "07700 900451",
      callerName: "Sam Carehome",
      callerRole: "Senior carer",
      from: "care-home",
      narrative: " Catheter blocked again. ",
      name: "Ivy Fictitious",
    }),
  ).toEqual({
    direction: "received",
    reached: "yes",
    personName: "Sam Carehome",
    note: "Catheter blocked again.\nCaller: Sam Carehome, Senior carer.\nCall-back number: 07700 900451.",
  });
});

test("whom it was with is known only when the caller said so, and what was agreed never is", () => {
  expect(typed({ from: "self" })["with"]).toBe("patient");
  expect(typed({ from: "carer" })["with"]).toBe("carer");
  expect(typed({ from: "gp" })).not.toHaveProperty("with");
  expect(typed({ from: "self" })).not.toHaveProperty("agreed");
});

test("a call from paper keeps the time at which it was taken", () => {
  expect(typed({ takenAt: "14:40" })["lateAt"]).toBe("14:40");
});

test("what was not typed leaves the form as it is", () => {
  expect(typed({ narrative: "  " })).toEqual({ direction: "received", reached: "yes" });
});
