import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timeouts } from "../referral/made-referral.ts";
import {
  clockStartOf,
  decisionByMs,
  handBackAtMs,
  offerTimes,
  twoHourDueAtMs,
  wholeMinutesBetween,
} from "./time-of-receipt.ts";

const minute = 60_000;
const at = (text: string): number => Date.parse(text);
const received = at("2026-11-03T10:00:00Z");

describe("clock start", () => {
  it("uses the need only where the area says so, when it is known and not in the future", () => {
    const early = received - 20 * minute;
    expect(clockStartOf({ needIdentifiedAtMs: early, receivedAtMs: received }, "received")).toEqual({
      atMs: received,
      basis: "received",
    });
    expect(clockStartOf({ needIdentifiedAtMs: early, receivedAtMs: received }, "need-identified")).toEqual({
      atMs: early,
      basis: "need-identified",
    });
    expect(clockStartOf({ needIdentifiedAtMs: received + 1, receivedAtMs: received }, "need-identified").basis).toBe(
      "received",
    );
    expect(clockStartOf({ needIdentifiedAtMs: null, receivedAtMs: received }, "need-identified").basis).toBe(
      "received",
    );
  });

  it.each([
    ["the hour that comes twice in autumn", "2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z"],
    ["the hour that is missing in spring", "2027-03-28T00:30:00Z", "2027-03-28T02:30:00Z"],
    ["29 February", "2028-02-28T23:10:00Z", "2028-02-29T01:10:00Z"],
    ["the end of the year", "2026-12-31T23:00:00Z", "2027-01-01T01:00:00Z"],
  ])("is exactly 120 minutes across %s", (_, start, due) => {
    expect(twoHourDueAtMs(at(start), timeouts)).toBe(at(due));
    expect(wholeMinutesBetween(at(start), at(due))).toBe(120);
    expect(decisionByMs(at(start), "crew", timeouts) - at(start)).toBe(15 * minute);
  });
});

describe("hand-back to 999", () => {
  const stack = {
    source: "stack" as const,
    receivedAtMs: received,
    ambulanceClockStartAtMs: received - 30 * minute,
    validationBreachAtMs: null,
    arpCategory: null,
  };
  it("is five minutes before a known validation breach, whatever else is known", () => {
    expect(handBackAtMs({ ...stack, arpCategory: "C3", validationBreachAtMs: received + 40 * minute }, timeouts)).toBe(
      received + 35 * minute,
    );
  });
  it("is the category's standard after the ambulance clock start, less 45 minutes", () => {
    expect(handBackAtMs({ ...stack, arpCategory: "C3" }, timeouts)).toBe(received - 30 * minute + 75 * minute);
    expect(handBackAtMs({ ...stack, arpCategory: "C4" }, timeouts)).toBe(received - 30 * minute + 135 * minute);
    expect(handBackAtMs({ ...stack, arpCategory: "C3", ambulanceClockStartAtMs: received + minute }, timeouts)).toBe(
      received + 75 * minute,
    );
  });
  it("is 20 minutes after receipt when neither is known, and never for another source", () => {
    expect(handBackAtMs(stack, timeouts)).toBe(received + 20 * minute);
    expect(handBackAtMs({ ...stack, arpCategory: "C5" }, timeouts)).toBe(received + 20 * minute);
    expect(
      handBackAtMs({ ...stack, source: "crew", validationBreachAtMs: received + 40 * minute }, timeouts),
    ).toBeNull();
  });
});

describe("offers", () => {
  it("lapse at decision-by or five minutes after they were made, whichever is later, never after the hand-back; half-time is the middle", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -60, max: 60 }),
        fc.option(fc.integer({ min: 1, max: 60 })),
        (decisionMinutes, handBackMinutes) => {
          const handBackAt = handBackMinutes === null ? null : received + handBackMinutes * minute;
          const { halfTimeAtMs, lapsesAtMs } = offerTimes(
            { offeredAtMs: received, decisionByMs: received + decisionMinutes * minute, handBackAtMs: handBackAt },
            timeouts,
          );
          expect(lapsesAtMs).toBe(Math.min(received + Math.max(5, decisionMinutes) * minute, handBackAt ?? Infinity));
          expect(halfTimeAtMs - received).toBe(Math.floor((lapsesAtMs - received) / 2));
        },
      ),
    );
  });
});

it("counts whole minutes, floored, never below nothing", () => {
  expect(wholeMinutesBetween(received, received + 59_999)).toBe(0);
  expect(wholeMinutesBetween(received, received + 60_000)).toBe(1);
  expect(wholeMinutesBetween(received, received - 60_000)).toBe(0);
});
