import { expect, test } from "vitest";
import { barToJudging, isForAudit } from "./audit-sample.ts";
import { aMeasure } from "./made-measure.ts";

test("drawn from refusals and declines that nobody accepted; never from candidates, duplicates or what is still open", () => {
  expect(isForAudit(aMeasure())).toBe(false);
  expect(isForAudit(aMeasure({ declines: 1 }))).toBe(true);
  expect(isForAudit(aMeasure({ handedBackAt: 1 }))).toBe(true);
  expect(isForAudit(aMeasure({ isAdvised: true }))).toBe(true);
  expect(isForAudit(aMeasure({ declines: 2, acceptedAt: 1 }))).toBe(false);
  expect(isForAudit(aMeasure({ handedBackAt: 1, isDuplicate: true }))).toBe(false);
  expect(isForAudit(aMeasure({ isAdvised: true, isCandidate: true }))).toBe(false);
});

test("a registered clinician judges, and nobody their own refusal", () => {
  const registration = { body: "NMC", number: "00A0001S" } as const;
  const nurse = { subject: "nurse", role: "spa-clinician", registration } as const;
  expect(barToJudging(nurse, [{ subject: "another" }, { subject: null }])).toBeNull();
  expect(barToJudging(nurse, [{ subject: "another" }, { subject: "nurse" }])).toBe("own-refusal");
  expect(barToJudging({ subject: "nurse", role: "spa-clinician" }, [])).toBe("not-a-registered-clinician");
  for (const role of ["spa-coordinator", "service-lead", "crew"] as const)
    expect(barToJudging({ ...nurse, role }, [])).toBe("not-a-registered-clinician");
});
