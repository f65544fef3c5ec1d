import { describe, expect, it } from "vitest";
import { T0 } from "../referral/made-referral.ts";
import { countsOf } from "./count-referral.ts";
import { aMeasure } from "./made-measure.ts";
import type { Measure } from "./measure.ts";
import { missedBecauseOf, refusalOf } from "./missed-opportunity.ts";

const HOUR = 3_600_000;
const later = { nowMs: T0 + 1_000 * HOUR, lateEntryMinutes: 15 };
const suitable = { outcomeNow: "suitable", outcome: "suitable" } as const;

describe("a suitable person who was never seen was missed because", () => {
  const withdrawn = (changes: Partial<Measure>): Measure =>
    aMeasure({ ...suitable, state: "withdrawn", withdrawnAt: T0, withdrawReason: "conveyed", ...changes });
  const closed = (changes: Partial<Measure>): Measure =>
    aMeasure({ ...suitable, state: "closed", closedAt: T0, ...changes });
  const handedBack = (changes: Partial<Measure>): Measure =>
    aMeasure({ ...suitable, state: "handed-back", handedBackAt: T0, ...changes });

  it.each([
    ["of what last kept it from a team", withdrawn({ obstacle: "lapsed" }), "offer-lapsed"],
    ["the service was closed", withdrawn({ obstacle: "closed-hours" }), "closed-hours"],
    ["a team declined", withdrawn({ obstacle: "declined" }), "declined"],
    ["the referrer gave up, when nothing stood in the way", withdrawn({}), "referrer-gave-up"],
    ["the crew conveyed after acceptance", closed({ acceptedAt: T0, closeOutcome: "conveyed" }), "referrer-gave-up"],
    ["nobody could be reached", closed({ acceptedAt: T0, closeOutcome: "not-reached" }), "not-reached"],
    ["there was no capacity", handedBack({ handBackReason: "capacity" }), "no-capacity"],
    ["999 had to have it back unanswered", handedBack({ handBackReason: "breach-time-near" }), "offer-lapsed"],
    ["a clinician thought it not eligible after all", handedBack({ handBackReason: "not-eligible" }), "declined"],
    ["of nothing that is recorded", closed({ closeOutcome: "other" }), "other"],
  ])("%s", (_, measure, because) => {
    expect(missedBecauseOf(measure)).toBe(because);
    expect(countsOf(measure, later).missed).toBe(1);
  });

  it.each([
    ["the person declined", withdrawn({ withdrawReason: "patient-declined" })],
    ["999 upgraded it", withdrawn({ withdrawReason: "upgraded" })],
    ["it was entered in error", withdrawn({ withdrawReason: "entered-in-error" })],
    ["the person died", closed({ closeOutcome: "died" })],
    ["it was a duplicate", closed({ closeOutcome: "duplicate", isDuplicate: true })],
    [
      "the person became worse before the visit",
      closed({ closeOutcome: "conveyed", escalatedBecause: "deterioration" }),
    ],
    ["a visit would have been unsafe", handedBack({ handBackReason: "clinically-unsafe" })],
    ["somebody came", closed({ arrivedAt: T0, closeOutcome: "conveyed" })],
    ["it was not suitable", withdrawn({ outcomeNow: "emergency" })],
    ["it has not ended", aMeasure({ ...suitable, state: "offered" })],
    ["it was never ours", closed({ isCandidate: true })],
  ])("but not when %s", (_, measure) => {
    expect(missedBecauseOf(measure)).toBeNull();
    expect(countsOf(measure, later).missed).toBe(0);
  });
});

describe("a refusal", () => {
  it("is a hand-back or advice with no acceptance; a later acceptance undoes it", () => {
    expect(refusalOf(aMeasure({ handedBackAt: T0 }))).toBe("handed-back");
    expect(refusalOf(aMeasure({ isAdvised: true }))).toBe("advised");
    expect(refusalOf(aMeasure({ handedBackAt: T0, acceptedAt: T0 }))).toBeNull();
    expect(refusalOf(aMeasure({ handedBackAt: T0, isDuplicate: true }))).toBeNull();
  });
});

describe("somebody who came back", () => {
  const back = (hours: number) => aMeasure({ earlierId: "x", earlierClosedAt: T0 - hours * HOUR });
  const counts = (hours: number, earlier: Measure) => {
    const { backAfterRefusal72h, repeatWithin7Days, repeatWithin30Days } = countsOf(back(hours), { ...later, earlier });
    return [backAfterRefusal72h, repeatWithin7Days, repeatWithin30Days];
  };
  const refused = aMeasure({ handedBackAt: T0 });

  it("within 72 hours, 7 and 30 days, each to the millisecond", () => {
    expect(counts(72, refused)).toEqual([1, 1, 1]);
    expect(counts(72.001, refused)).toEqual([0, 1, 1]);
    expect(counts(7 * 24, refused)).toEqual([0, 1, 1]);
    expect(counts(7 * 24 + 0.001, refused)).toEqual([0, 0, 1]);
    expect(counts(30 * 24, refused)).toEqual([0, 0, 1]);
    expect(counts(30 * 24 + 0.001, refused)).toEqual([0, 0, 0]);
  });

  it("counts as refused before only when the earlier one was", () => {
    expect(counts(24, aMeasure({ acceptedAt: T0, arrivedAt: T0 }))).toEqual([0, 1, 1]);
  });
});

describe("admission avoidance", () => {
  const seen = (alternative: Measure["alternative"], closeOutcome: Measure["closeOutcome"]) => {
    const counts = countsOf(aMeasure({ arrivedAt: T0, alternative, closeOutcome }), later);
    return [
      counts.avoidanceAnswered,
      counts.conveyanceAvoided,
      counts.attendanceAvoided,
      counts.admissionAvoided,
      counts.avoidanceNoAlternative,
      counts.avoidanceNoCloseAnswer,
    ];
  };

  it("needs both answers and tells what is missing", () => {
    expect(seen("convey", "stayed-home")).toEqual([1, 1, 1, 0, 0, 0]);
    expect(seen("admit", "virtual-ward")).toEqual([1, 0, 1, 1, 0, 0]);
    expect(seen("admit", "admitted")).toEqual([1, 0, 0, 0, 0, 0]);
    expect(seen("convey", "conveyed")).toEqual([1, 0, 0, 0, 0, 0]);
    expect(seen("unsure", "stayed-home")).toEqual([1, 0, 0, 0, 0, 0]);
    expect(seen(null, "stayed-home")).toEqual([0, 0, 0, 0, 1, 0]);
    expect(seen("convey", null)).toEqual([0, 0, 0, 0, 0, 1]);
    expect(seen(null, "patient-declined")).toEqual([0, 0, 0, 0, 1, 1]);
  });

  it("says nothing of people who were never seen", () => {
    expect(countsOf(aMeasure({ alternative: "convey", closeOutcome: "other" }), later).avoidanceAnswered).toBe(0);
  });
});
