import { describe, expect, test } from "vitest";
import { everyDay, madeDirectory, madeTeam } from "./made-directory.ts";
import {
  closingAt,
  isOpen,
  lastTwoHourReferralAt,
  nextOpeningAt,
  nextTwoHourOpeningAt,
  takesTwoHourReferrals,
  type Opens,
} from "./opening-hours.ts";

const at = (text: string): number => Date.parse(text);
const text = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString());

function team(given: Parameters<typeof madeTeam>[0] = {}, bankHolidays: Record<string, string> = {}): Opens {
  const found = madeDirectory({ teams: { one: madeTeam(given) }, bankHolidays }).team("one");
  if (found === undefined) throw new Error("the made team is missing");
  return found;
}

describe("a team open from 08:00 to 20:00", () => {
  const day = team();

  test("is open from the first millisecond to before the last, in local time", () => {
    expect(isOpen(day, at("2026-07-01T06:59:59.999Z"))).toBe(false);
    expect(isOpen(day, at("2026-07-01T07:00:00Z"))).toBe(true);
    expect(isOpen(day, at("2026-07-01T18:59:59.999Z"))).toBe(true);
    expect(isOpen(day, at("2026-07-01T19:00:00Z"))).toBe(false);
    expect(isOpen(day, at("2026-12-01T07:30:00Z"))).toBe(false);
  });

  test("opens at 08:00 local time after the clocks went back and after they went forward", () => {
    expect(text(nextOpeningAt(day, at("2026-10-24T22:00:00Z")))).toBe("2026-10-25T08:00:00.000Z");
    expect(text(nextOpeningAt(day, at("2027-03-27T22:00:00Z")))).toBe("2027-03-28T07:00:00.000Z");
  });

  test("next opens tomorrow while it is open", () => {
    expect(text(nextOpeningAt(day, at("2026-12-01T08:00:00Z")))).toBe("2026-12-02T08:00:00.000Z");
    expect(text(closingAt(day, at("2026-12-01T08:00:00Z")))).toBe("2026-12-01T20:00:00.000Z");
    expect(closingAt(day, at("2026-12-01T21:00:00Z"))).toBeNull();
  });

  test("takes two-hour referrals up to 18:00 and again the next morning", () => {
    expect(takesTwoHourReferrals(day, at("2026-12-01T18:00:00Z"))).toBe(true);
    expect(takesTwoHourReferrals(day, at("2026-12-01T18:00:00.001Z"))).toBe(false);
    expect(isOpen(day, at("2026-12-01T18:30:00Z"))).toBe(true);
    expect(text(nextTwoHourOpeningAt(day, at("2026-12-01T18:30:00Z")))).toBe("2026-12-02T08:00:00.000Z");
    expect(text(lastTwoHourReferralAt(day, at("2026-07-01T12:00:00Z")))).toBe("2026-07-01T17:00:00.000Z");
  });
});

test("bank holidays have hours of their own, and one date may differ from both", () => {
  const holidays = team(
    {
      hours: {
        ...everyDay("08:00-20:00"),
        bankHoliday: ["10:00-16:00"],
        exceptions: { "2026-12-25": [], "2026-12-24": ["08:00-12:00"] },
      },
    },
    { "2026-12-25": "Christmas Day", "2026-12-28": "Boxing Day (substitute day)" },
  );
  expect(isOpen(holidays, at("2026-12-25T12:00:00Z"))).toBe(false);
  expect(isOpen(holidays, at("2026-12-28T09:00:00Z"))).toBe(false);
  expect(isOpen(holidays, at("2026-12-28T10:00:00Z"))).toBe(true);
  expect(text(nextOpeningAt(holidays, at("2026-12-24T12:00:00Z")))).toBe("2026-12-26T08:00:00.000Z");
  expect(text(nextOpeningAt(holidays, at("2026-12-27T20:00:00Z")))).toBe("2026-12-28T10:00:00.000Z");
});

test("weekdays are told apart", () => {
  const weekdaysOnly = team({ hours: { ...everyDay("08:00-20:00"), saturday: [], sunday: [] } });
  expect(isOpen(weekdaysOnly, at("2026-11-20T12:00:00Z"))).toBe(true); // a Friday
  expect(isOpen(weekdaysOnly, at("2026-11-21T12:00:00Z"))).toBe(false);
  expect(text(nextOpeningAt(weekdaysOnly, at("2026-11-20T20:00:00Z")))).toBe("2026-11-23T08:00:00.000Z");
});

describe("a team open round the clock", () => {
  const always = team({ hours: everyDay("00:00-24:00"), lastTwoHourReferral: "none" });

  test("is open in the hour that happens twice and around the one that never does", () => {
    for (const instant of [
      "2026-10-25T00:30:00Z",
      "2026-10-25T01:30:00Z",
      "2027-03-28T00:59:59Z",
      "2027-03-28T01:00:00Z",
    ])
      expect(takesTwoHourReferrals(always, at(instant))).toBe(true);
  });

  test("never opens and never closes", () => {
    expect(nextOpeningAt(always, at("2026-12-01T23:30:00Z"))).toBeNull();
    expect(closingAt(always, at("2026-12-01T23:30:00Z"))).toBeNull();
    expect(lastTwoHourReferralAt(always, at("2026-12-01T23:30:00Z"))).toBeNull();
  });
});

test("a night team closes when the local clock first shows its closing time", () => {
  const night = team({ hours: everyDay("00:00-01:30", "22:00-24:00"), lastTwoHourReferral: "none" });
  expect(text(closingAt(night, at("2026-10-24T22:00:00Z")))).toBe("2026-10-25T00:30:00.000Z");
});

test("a team that never opens has no next opening", () => {
  expect(nextOpeningAt(team({ hours: everyDay() }), at("2026-12-01T12:00:00Z"))).toBeNull();
});
