import type { BoardTimes } from "@ucrt/schemas";
import { describe, expect, it } from "vitest";
import { aRow, testNowMs } from "../live/rows-for-tests.ts";
import { foldLane, rowMatches } from "./put-aside.ts";

const times = { deadlineNearMinutes: 5 } as BoardTimes;
const snoozed = { name: "Robin Sample", until: testNowMs + 600_000, reason: "call-back-awaited" } as const;
const far = { name: "decision-by", at: testNowMs + 1_200_000 } as const;
const fold = (row: Parameters<typeof aRow>[0], keep?: string) =>
  foldLane([aRow({ nextDeadline: far, ...row })], times, { nowMs: testNowMs, keep }).aside.length;

describe("rows that were put aside", () => {
  it("are folded until their time is over", () => {
    expect(fold({ snoozed })).toBe(1);
    expect(fold({ snoozed: { ...snoozed, until: testNowMs } })).toBe(0);
    expect(fold({})).toBe(0);
  });

  it("are never folded while they ring, or when the next deadline is near", () => {
    expect(fold({ snoozed, alarms: ["unrouted"] })).toBe(0);
    expect(fold({ snoozed, nextDeadline: { name: "decision-by", at: testNowMs + 299_000 } })).toBe(0);
  });

  it("stay under the hand that put them aside", () => {
    const { referralId } = aRow();
    expect(fold({ snoozed }, referralId)).toBe(0);
  });
});

it("finds rows by any words they say, in any order", () => {
  const row = aRow({ flags: ["safeguarding"], isOnFloor: true });
  const matches = (wanted: string) => rowMatches(row, wanted, (id) => id);
  for (const wanted of ["", "84 f", "fall mid", "FLOOR safeguarding", "c3 crew"]) expect(matches(wanted)).toBe(true);
  expect(matches("thurrock")).toBe(false);
});
