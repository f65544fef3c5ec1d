import { fakeClock } from "@ucrt/testing";
import { describe, expect, it } from "vitest";
import type { Principal } from "@ucrt/schemas";
import { createSessions, type Sessions, type SignedIn } from "./sessions.ts";

const somebody: Principal = { subject: "a", name: "Rowan Sample", role: "crew", organisation: "RYC" };
const hourMs = 3_600_000;
const minuteMs = 60_000;
const onManagedDevice: SignedIn = { principalNow: () => somebody, isManagedDevice: true };
const elsewhere: SignedIn = { principalNow: () => somebody, isManagedDevice: false };

function start(sessions: Sessions, signedIn: SignedIn): string {
  const id = sessions.start(signedIn);
  if (id === undefined) throw new Error("nobody was signed in");
  return id;
}

describe("sessions", () => {
  it("last a shift of twelve hours while they are used, and no longer", () => {
    const clock = fakeClock("2026-11-22T08:00:00Z");
    const sessions = createSessions(clock);
    const id = start(sessions, onManagedDevice);
    for (let hour = 0; hour < 4; hour++) {
      clock.advanceMs(3 * hourMs);
      expect(sessions.find(id)?.subject, `after ${3 * (hour + 1)} hours`).toBe("a");
    }
    clock.advanceMs(1);
    expect(sessions.find(id)).toBeUndefined();
  });

  it("end after fifteen minutes without use, and on a managed device only with the shift", () => {
    const clock = fakeClock("2026-11-22T08:00:00Z");
    const sessions = createSessions(clock);
    const [left, locked] = [start(sessions, elsewhere), start(sessions, onManagedDevice)];
    clock.advanceMs(15 * minuteMs);
    expect(sessions.find(left)).toBeDefined();
    clock.advanceMs(15 * minuteMs + 1);
    expect(sessions.find(left)).toBeUndefined();
    expect(sessions.find(locked)).toBeDefined();
  });

  it("are not kept alive by what a page asks on its own", () => {
    const clock = fakeClock("2026-11-22T08:00:00Z");
    const sessions = createSessions(clock);
    const id = start(sessions, elsewhere);
    clock.advanceMs(10 * minuteMs);
    expect(sessions.find(id, { isUse: false })).toBeDefined();
    clock.advanceMs(5 * minuteMs + 1);
    expect(sessions.find(id, { isUse: false })).toBeUndefined();
  });

  it("N11: are over at once for somebody who is struck off, and follow a change of role", () => {
    let now: Principal | undefined = somebody;
    const sessions = createSessions(fakeClock("2026-11-22T08:00:00Z"));
    const id = start(sessions, { principalNow: () => now, isManagedDevice: false });
    const first = sessions.find(id);
    expect(sessions.find(id)).toBe(first);
    const scope = sessions.scopeOf(id);
    now = { ...somebody, role: "referrer" };
    expect(sessions.find(id)).toMatchObject({ role: "referrer", sessionId: first?.sessionId });
    expect(sessions.scopeOf(id)).not.toBe(scope);
    now = undefined;
    expect(sessions.find(id)).toBeUndefined();
    now = somebody;
    expect(sessions.find(id), "once over, always over").toBeUndefined();
  });

  it("N12: end by the provider's session, or everywhere by its person", () => {
    const sessions = createSessions(fakeClock("2026-11-22T08:00:00Z"));
    const at = (subject: string, sid: string) =>
      start(sessions, { ...elsewhere, login: { issuer: "https://a.example", subject, sid } });
    const ids = [at("one", "1"), at("one", "2"), at("two", "3"), start(sessions, onManagedDevice)];
    const live = () => ids.map((id) => sessions.scopeOf(id) !== undefined);
    expect(sessions.endLogins({ issuer: "https://b.example", subject: "one" })).toBe(0);
    expect(sessions.endLogins({ issuer: "https://a.example", sid: "1", subject: "two" })).toBe(0);
    expect(sessions.endLogins({ issuer: "https://a.example", sid: "1" })).toBe(1);
    expect(live()).toEqual([false, true, true, true]);
    expect(sessions.endLogins({ issuer: "https://a.example", subject: "one" })).toBe(1);
    expect(live()).toEqual([false, false, true, true]);
  });

  it("are known by nothing that can be guessed, and end when they are ended", () => {
    const sessions = createSessions(fakeClock("2026-11-22T08:00:00Z"));
    const [first, second] = [start(sessions, onManagedDevice), start(sessions, onManagedDevice)];
    expect(first).not.toBe(second);
    expect(Buffer.from(first, "base64url")).toHaveLength(32);
    sessions.end(first);
    expect(sessions.find(first)).toBeUndefined();
    expect(sessions.find(second)).toBeDefined();
    expect(sessions.find(undefined)).toBeUndefined();
  });

  it("N56: are over for an open screen as well, which is no use by itself", () => {
    const clock = fakeClock("2026-11-22T08:00:00Z");
    const sessions = createSessions(clock);
    const id = start(sessions, elsewhere);
    clock.advanceMs(15 * minuteMs);
    expect(sessions.scopeOf(id)).toBeDefined();
    clock.advanceMs(1);
    expect([sessions.scopeOf(id), sessions.scopeOf("nobody")]).toEqual([undefined, undefined]);
  });
});
