/** Two people of SPA do not work on one case; what is put aside comes back; what was done by mistake can be taken back while nobody has seen it. */
import { describe, expect, it } from "vitest";
import { nextDeadlineOf } from "./deadlines.ts";
import { story, type Story } from "./given-when-then.ts";
import {
  MINUTE,
  T0,
  madeAmendment,
  madeAssessed,
  madeAssessment,
  madeReceived,
  madeRouted,
  people,
  ranked,
} from "./made-referral.ts";

const colleague = { ...people.coordinator, subject: "colleague", name: "A colleague" };
const other = "00000000-0000-4000-8000-0000000000ff";
const deciding = (): Story =>
  story()
    .when({ kind: "submitted", message: madeReceived({ source: "gp" }) })
    .when({ kind: "advice", advice: madeAssessed(madeAssessment("review")) });
const waiting = (): Story =>
  story()
    .when({ kind: "submitted", message: madeReceived({ source: "gp" }) })
    .when({ kind: "advice", advice: madeAssessed() })
    .when({ kind: "advice", advice: madeRouted([ranked("team-a", null)]) });
const claimed = (life: Story): Story => life.command(people.coordinator, "claim", { takeOver: false });

describe("a claim", () => {
  it("names its person until the lease ends, and then lapses by itself", () => {
    const life = claimed(deciding());
    expect(life.row().claimedBy).toEqual({
      name: people.coordinator.name,
      until: T0 + 10 * MINUTE,
      subject: people.coordinator.subject,
    });
    life.at(9).when({ kind: "timer", name: "claim-lapses" }).thenIgnored("not-due");
    life.at(10).timers();
    expect(life.fact("claim-released").data).toEqual({ because: "lapsed" });
    expect(life.row().claimedBy).toBeNull();
  });

  it("blocks another claim, unless the colleague takes it over and says so", () => {
    const life = claimed(deciding());
    life.command(colleague, "claim", { takeOver: false }).thenRefused("REF_CLAIMED_BY_OTHER");
    life.command(colleague, "claim", { takeOver: true }).thenFacts("claimed");
    expect(life.fact("claimed").data.isTakenOver).toBe(true);
    expect(life.row().claimedBy?.name).toBe("A colleague");
  });

  it("is renewed by claiming again, and by working on it once half of it is over", () => {
    const life = claimed(deciding());
    life.at(2).command(people.coordinator, "note", { note: "rang" }).thenFacts("noted");
    life.at(6).command(people.coordinator, "note", { note: "rang again" }).thenFacts("noted", "claimed");
    expect(life.row().claimedBy?.until).toBe(T0 + 16 * MINUTE);
    life.at(7).command(colleague, "note", { note: "beside" }).thenFacts("noted");
    life.at(8).command(people.coordinator, "claim", { takeOver: false });
    expect(life.row().claimedBy?.until).toBe(T0 + 18 * MINUTE);
  });

  it("is released when somebody decides, and stays when a team answers", () => {
    const decided = claimed(deciding()).command(people.spaClinician, "review", {
      outcome: "suitable",
      response: "two-hour",
      reason: "new-information",
      overrides: [],
    });
    decided.thenFacts("reviewed", "routing-requested", "claim-released");
    const offered = waiting().command(people.coordinator, "assign", { team: "team-a" });
    claimed(offered).command(people.clinicianA, "decline", {
      offerId: offered.offerId(),
      reason: "capacity",
      byPhone: false,
    });
    expect(offered.row().claimedBy?.name).toBe(people.coordinator.name);
  });

  it("moves no deadline and no owner", () => {
    const before = deciding();
    const after = claimed(deciding());
    expect(nextDeadlineOf(after.referral)).toEqual(nextDeadlineOf(before.referral));
    expect(after.row().owner).toEqual(before.row().owner);
  });
});

describe("a row that is put aside", () => {
  const aside = (): Story =>
    deciding().command(people.coordinator, "snooze", { untilAt: T0 + 12 * MINUTE, reason: "call-back-awaited" });

  it("says by whom, why and until when, and moves no deadline", () => {
    const life = aside();
    expect(life.row().snoozed).toEqual({
      name: people.coordinator.name,
      until: T0 + 12 * MINUTE,
      reason: "call-back-awaited",
    });
    expect(nextDeadlineOf(life.referral)).toEqual(nextDeadlineOf(deciding().referral));
  });

  it("comes back when its time is over", () => {
    const life = aside().at(12).timers();
    expect(life.fact("snooze-ended").data).toEqual({ because: "time" });
    expect(life.row()).not.toHaveProperty("snoozed");
  });

  it("comes back when something new happens, a deadline that passes included, and not by a note of the same person", () => {
    aside().when({ kind: "submitted", message: madeAmendment() }).thenFacts("amended", "snooze-ended");
    aside().command(people.coordinator, "note", { note: "still waiting" }).thenFacts("noted");
    aside().command(people.spaClinician, "note", { note: "they rang me" }).thenFacts("noted", "snooze-ended");
    const passed = story()
      .when({ kind: "submitted", message: madeReceived({ source: "gp" }) })
      .command(people.coordinator, "snooze", { untilAt: T0 + 12 * MINUTE, reason: "other" })
      .at(2)
      .timers();
    expect(passed.row().alarms).toContain("no-advice");
    expect(passed.row()).not.toHaveProperty("snoozed");
  });

  it("is taken up again by anybody of SPA", () => {
    const life = aside().command(colleague, "unsnooze", {}).thenFacts("snooze-ended");
    life.command(colleague, "unsnooze", {}).thenIgnored("nothing-to-do");
  });

  it("is over when the case ends, and nothing follows the end", () => {
    const life = aside().command(people.spaClinician, "close", { outcome: "patient-declined", summary: "not-needed" });
    expect(life.row()).toMatchObject({ state: "closed" });
    expect(life.row()).not.toHaveProperty("snoozed");
    expect(life.referral).not.toHaveProperty("snooze");
    expect(life.facts.at(-1)?.type).not.toBe("snooze-ended");
  });

  it("is refused for what rings, for a time that has passed and for longer than the area allows", () => {
    const unrouted = waiting();
    expect(unrouted.row().alarms).toContain("unrouted");
    unrouted
      .command(people.coordinator, "snooze", { untilAt: T0 + MINUTE, reason: "other" })
      .thenRefused("REF_SNOOZE_NOT_ALLOWED");
    deciding().command(people.coordinator, "snooze", { untilAt: T0, reason: "other" }).thenRefused("REF_TIME_IN_PAST");
    deciding()
      .command(people.coordinator, "snooze", { untilAt: T0 + 16 * MINUTE, reason: "other" })
      .thenRefused("REF_TIME_TOO_FAR");
  });
});

describe("taking back", () => {
  it("an offer that nobody has seen: routing asks again", () => {
    const life = waiting().command(people.coordinator, "assign", { team: "team-a" });
    const offerId = life.offerId();
    life.command(people.coordinator, "withdraw-offer", { offerId }).thenFacts("offer-withdrawn", "routing-requested");
    life.command(people.coordinator, "withdraw-offer", { offerId }).thenRefused("REF_OFFER_ENDED");
  });

  it("never an offer that the team has seen, and never by a team", () => {
    const life = waiting().command(people.coordinator, "assign", { team: "team-a" });
    const offerId = life.offerId();
    life.command(people.clinicianA, "withdraw-offer", { offerId }).thenRefused("REF_NOT_PERMITTED");
    life.command(people.clinicianA, "seen", { offerId });
    life.command(people.coordinator, "withdraw-offer", { offerId }).thenRefused("REF_OFFER_SEEN");
  });

  it("a link, or a 'not the same', of a pair that the system suggested: it is suggested again", () => {
    const suggested = () => deciding().when({ kind: "link-found", other, basis: "nhs-number" });
    for (const name of ["link", "unlink"] as const) {
      const life = suggested().command(people.coordinator, name, { other, backToSuggested: false });
      expect(life.row().linkSuggested).toBe(false);
      life.command(people.coordinator, "unlink", { other, backToSuggested: true }).thenFacts("unlinked");
      expect(life.row().linkSuggested).toBe(true);
    }
    deciding()
      .command(people.coordinator, "link", { other })
      .command(people.coordinator, "unlink", { other, backToSuggested: true })
      .thenRefused("REF_NOT_LINKED");
  });
});
