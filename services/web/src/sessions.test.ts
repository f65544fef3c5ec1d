import { fakeClock } from "@ucrt/testing";
import { describe, expect, it } from "vitest";
import type { Principal } from "@ucrt/schemas";
import { createSessions } from "./sessions.ts";

const somebody: Principal = { subject: "a", name: "Rowan Sample", role: "crew", organisation: "RYC" };
const hourMs = 3_600_000;

describe("sessions", () => {
  it("last a shift of twelve hours while they are used, and no longer", () => {
    const clock = fakeClock("2026-11-22T08:00:00Z");
    const sessions = createSessions(clock);
    const id = sessions.start(somebody);
    for (let hour = 0; hour < 4; hour++) {
      clock.advanceMs(3 * hourMs);
      expect(sessions.find(id)?.subject, `after ${3 * (hour + 1)} hours`).toBe("a");
    }
    clock.advanceMs(1);
    expect(sessions.find(id)).toBeUndefined();
  });

  it("end after four hours without use", () => {
    const clock = fakeClock("2026-11-22T08:00:00Z");
    const sessions = createSessions(clock);
    const id = sessions.start(somebody);
    clock.advanceMs(4 * hourMs + 1);
    expect(sessions.find(id)).toBeUndefined();
  });

  it("are known by nothing that can be guessed, and end when they are ended", () => {
    const sessions = createSessions(fakeClock("2026-11-22T08:00:00Z"));
    const [first, second] = [sessions.start(somebody), sessions.start(somebody)];
    expect(first).not.toBe(second);
    expect(Buffer.from(first, "base64url")).toHaveLength(32);
    sessions.end(first);
    expect(sessions.find(first)).toBeUndefined();
    expect(sessions.find(second)).toBeDefined();
    expect(sessions.find(undefined)).toBeUndefined();
  });

  it("are live for an open screen until they are ended or the shift is over", () => {
    const clock = fakeClock("2026-11-22T08:00:00Z");
    const sessions = createSessions(clock);
    const [first, second] = [sessions.start(somebody), sessions.start(somebody)];
    clock.advanceMs(12 * hourMs);
    sessions.end(first);
    expect([sessions.isLive(first), sessions.isLive(second), sessions.isLive("nobody")]).toEqual([false, true, false]);
    clock.advanceMs(1);
    expect(sessions.isLive(second)).toBe(false);
  });
});
