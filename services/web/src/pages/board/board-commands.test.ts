import { referralState, type BoardRow, type Principal, type Role } from "@ucrt/schemas";
import { describe, expect, it } from "vitest";
import { aRow, testNowMs } from "../live/rows-for-tests.ts";
import { boardCommands } from "./board-commands.ts";

const person = (role: Role): Principal => ({ subject: "robin", name: "Robin Sample", role, organisation: "R1L" });
const all = (row: BoardRow, role: Role) => {
  const { first, more } = boardCommands(row, person(role));
  return [...first, ...more];
};

describe("what a row offers", () => {
  it("never shows a coordinator what only a clinician may, and says why it is missing", () => {
    for (const state of referralState.options) {
      const shown = all(aRow({ state, responsibility: "referrer", isCrewWaiting: false }), "spa-coordinator");
      for (const name of ["review", "hold", "hand-back", "change-response"] as const) expect(shown).not.toContain(name);
    }
    expect(boardCommands(aRow(), person("spa-coordinator")).whyNot).toMatch(/SPA clinicians only/);
    expect(boardCommands(aRow(), person("spa-clinician"))).toMatchObject({ whyNot: undefined });
    expect(boardCommands(aRow(), person("spa-clinician")).first).toContain("review");
  });

  it("shows each command once, and nothing to those who only watch", () => {
    for (const state of referralState.options) {
      const shown = all(aRow({ state }), "spa-clinician");
      expect(new Set(shown).size).toBe(shown.length);
      expect(all(aRow({ state }), "service-lead")).toEqual([]);
    }
  });

  it("lets go of one's own claim and takes up what was put aside", () => {
    const claimedBy = { name: "Robin Sample", subject: "robin", until: testNowMs };
    expect(all(aRow({ claimedBy }), "spa-coordinator")).toContain("release");
    const snoozed = { name: "Robin Sample", until: testNowMs, reason: "other" } as const;
    expect(all(aRow({ snoozed }), "spa-coordinator")).toContain("unsnooze");
    expect(all(aRow({ snoozed }), "spa-coordinator")).not.toContain("snooze");
  });

  it("puts nothing aside that rings, holds no 999 case and takes back no offer that was seen", () => {
    expect(all(aRow({ alarms: ["unrouted"] }), "spa-clinician")).not.toContain("snooze");
    expect(all(aRow({ is999: true }), "spa-clinician")).not.toContain("hold");
    const offer = { offerId: "x", team: "ucrt-thurrock", lapsesAt: testNowMs, isMutualAid: false };
    expect(all(aRow({ state: "offered", offer: { ...offer, seen: false } }), "spa-coordinator")).toContain(
      "withdraw-offer",
    );
    expect(all(aRow({ state: "offered", offer: { ...offer, seen: true } }), "spa-coordinator")).not.toContain(
      "withdraw-offer",
    );
  });
});
