/** For tests: whatever has happened to a referral, what it counts adds up. In: its measure, now. Out: nothing, or a failed expectation. */
import { expect } from "vitest";
import { countRelations } from "../disclosure/commissioner-family.ts";
import { countOfDecline, countOfState, type CountName, type Counts } from "./counts.ts";
import { countsOf } from "./count-referral.ts";
import { intervalsOf } from "./intervals.ts";
import type { Measure } from "./measure.ts";

export function expectAddsUp(measure: Measure, nowMs: number): void {
  const counts = countsOf(measure, { nowMs, lateEntryMinutes: 15 });
  const sum = (...names: readonly CountName[]): number => names.reduce((total, name) => total + counts[name], 0);
  const adds = (whole: CountName, ...parts: readonly CountName[]): void =>
    expect(sum(...parts), `${whole} is the sum of ${parts.join(", ")}`).toBe(counts[whole]);

  expect(sum("received", "candidatesNotTaken"), "ours, or let go, or still a candidate").toBe(
    measure.isCandidate && measure.state === "candidate" ? 0 : 1,
  );
  adds("received", ...Object.values(countOfState).filter((name) => name !== null));
  adds("received", "suitable", "review", "redirect", "emergency", "notAssessed");
  adds("twoHourReferrals", "twoHourDuplicates", "twoHourWithdrawn", "twoHourRunning", "twoHourInScope");
  adds("everTwoHour", "twoHourReferrals", "movedFromTwoHour");
  adds("twoHourInScope", "twoHourMet", "twoHourSeenLate", "twoHourNotSeen");
  adds("offersMade", "offersAccepted", "offersLapsed", "offersWithdrawn", "offersOpen", "offersDeclined");
  adds("offersDeclined", ...Object.values(countOfDecline));
  adds("refused", "refusedHandedBack", "refusedAdvised");
  adds("attendanceAvoided", "conveyanceAvoided", "admissionAvoided");
  adds("missed", ...missedParts);
  expect(counts.missed + counts.arrived, "nobody is both seen and missed").toBeLessThanOrEqual(1);
  expect(counts.twoHourMet).toBeLessThanOrEqual(counts.arrived);
  expectOffersMatch(measure, counts);
  expectRelationsHold(counts);
  for (const [name, minutes] of intervalsOf(measure, nowMs))
    expect(Number.isSafeInteger(minutes) && minutes >= 0, name).toBe(true);
}

/** What hides small numbers relies on these: a relation that does not hold protects nothing. */
function expectRelationsHold(counts: Counts): void {
  for (const { total, parts, isOpen } of countRelations) {
    const sum = parts.reduce((all, name) => all + counts[name], 0);
    if (isOpen) expect(sum, `${total} is no less than ${parts.join(" + ")}`).toBeLessThanOrEqual(counts[total]);
    else expect(sum, `${total} is the sum of ${parts.join(", ")}`).toBe(counts[total]);
  }
}

const missedParts = [
  "missedNoCapacity",
  "missedOfferLapsed",
  "missedClosedHours",
  "missedDeclined",
  "missedReferrerGaveUp",
  "missedNotReached",
  "missedOther",
] as const;

/** The list of offers tells the same as the counters. */
function expectOffersMatch(measure: Measure, counts: Counts): void {
  expect(counts.offersDeclined).toBe(measure.declines);
  expect(counts.offersLapsed).toBe(measure.lapses);
  expect(counts.offersOpen, "at most one offer is open, and only while offered").toBe(
    measure.state === "offered" ? 1 : 0,
  );
}
