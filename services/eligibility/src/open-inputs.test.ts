// On the real criteria: which questions are still open follows from the set itself.
import { assessWithOpenInputs, compileCriteria, pictureOfCheck } from "@ucrt/domain";
import { eligibilityCheckBody, type EligibilityCheckBody } from "@ucrt/schemas";
import { loadCriteriaVersions, pickCriteria } from "@ucrt/schemas/areas";
import { expect, test } from "vitest";

const atMs = Date.UTC(2026, 10, 25, 9, 0);
const version = pickCriteria(loadCriteriaVersions({ area: "mid-and-south-essex" }), { atMs });
if (version === undefined) throw new Error("The area has no criteria.");
const compiled = compileCriteria(version.set, version.identity);
const nowhere = {
  place: null,
  lsoa: null,
  district: null,
  postcodeDistrict: null,
  practicePlace: null,
  basis: "none",
  placesDisagree: false,
} as const;

const judge = (given: object): { readonly outcome: string; readonly open: readonly string[] } => {
  const body: EligibilityCheckBody = eligibilityCheckBody.parse({
    source: "crew",
    clinicianWithPatient: true,
    ...given,
  });
  const { decision, open } = assessWithOpenInputs(compiled, {
    picture: pictureOfCheck(body, { location: nowhere, atMs }),
    source: body.source,
    atMs,
  });
  return { outcome: decision.outcome, open };
};

const at = new Date(atMs).toISOString();
const everything = {
  ageYears: 85,
  need: "FALL",
  clinical: {
    manageableAtHome: "yes",
    safeToWaitTwoHours: "yes",
    agreesToVisit: "yes",
    redFlagScreen: { doneBy: "paramedic", registered: true, at, findings: [] },
    fall: { onFloorNow: "yes", onFloorSince: at, headStrike: "no", anticoagulant: "unknown", antiplatelet: "unknown" },
    observations: {
      takenAt: at,
      respirationsPerMinute: 16,
      oxygenSaturationPercent: 97,
      onOxygen: false,
      systolicMmHg: 130,
      pulsePerMinute: 80,
      consciousness: "alert",
      temperatureCelsius: 36.8,
    },
  },
} as const;

test("a fall with everything answered leaves nothing open", () => {
  expect(judge(everything)).toEqual({ outcome: "suitable", open: [] });
});

test("a fall of which nothing is known asks for what the criteria rest on, and for nothing else", () => {
  const { outcome, open } = judge({ need: "FALL" });
  expect(outcome).toBe("review");
  expect(open.toSorted()).toEqual([
    "ageYears",
    "agreesToVisit",
    "fall.minutesOnFloor",
    "fall.onFloorNow",
    "manageableAtHome",
    "news2.total",
    "redFlagScreen",
    "safeToWaitTwoHours",
  ]);
});

test("a head strike asks for the anticoagulant, and nobody else is asked for it", () => {
  const { clinical } = everything;
  const struck = { ...everything, clinical: { ...clinical, fall: { ...clinical.fall, headStrike: "yes" } } };
  expect(judge(struck).open).toEqual(["fall.anticoagulant"]);
});

test("up from the floor is not asked since when", () => {
  const { onFloorSince: _since, ...fall } = everything.clinical.fall;
  const up = { ...everything, clinical: { ...everything.clinical, fall: { ...fall, onFloorNow: "no" } } };
  expect(judge(up)).toEqual({ outcome: "suitable", open: [] });
});

test("a care worker is not asked for a set of observations", () => {
  const { open } = judge({ source: "care-home", clinicianWithPatient: false, need: "CATHETER" });
  expect(open).not.toContain("news2.total");
  expect(open).toContain("manageableAtHome");
});
