import { describe, expect, it } from "vitest";
import { story, type Story } from "./given-when-then.ts";
import { MINUTE, T0, madeAssessed, madeAssessment, madeReceived, madeRouted, people } from "./made-referral.ts";
import type { Source } from "@ucrt/schemas";

const accepted = (source: Source = "gp", needIdentifiedAtMs: number | null = null): Story => {
  const life = story()
    .when({ kind: "submitted", message: madeReceived({ source, needIdentifiedAtMs }) })
    .when({ kind: "advice", advice: madeAssessed() })
    .when({ kind: "advice", advice: madeRouted() })
    .at(2);
  return life
    .command(people.clinicianA, "accept", { offerId: life.offerId(), expectedAt: T0 + 60 * MINUTE, byPhone: false })
    .is("accepted");
};
const arrived = (): Story => accepted().at(50).command(people.clinicianA, "arrive", {});
const named = { name: "Ward Sister", role: "nurse", registration: null };

describe("times", () => {
  it("takes a time that is written to the minute in the minute of the step before as right after it", () => {
    const offered = story()
      .when({ kind: "submitted", message: madeReceived() })
      .when({ kind: "advice", advice: madeAssessed() })
      .when({ kind: "advice", advice: madeRouted() })
      .at(2.5);
    const life = offered.command(people.clinicianA, "accept", {
      offerId: offered.offerId(),
      expectedAt: T0 + 60 * MINUTE,
      byPhone: false,
    });
    life
      .at(2.75)
      .command(people.clinicianA, "arrive", { at: T0 + 2 * MINUTE })
      .thenFacts("arrived");
    expect(life.fact("arrived").at).toBe(T0 + 2.5 * MINUTE);
  });

  it("takes when it happened: not in the future, not before acceptance, late only with a reason", () => {
    const life = accepted().at(40);
    life.command(people.clinicianA, "arrive", { at: T0 + 41 * MINUTE }).thenRefused("REF_TIME_IN_FUTURE");
    life.command(people.clinicianA, "arrive", { at: T0 + MINUTE }).thenRefused("REF_TIME_TOO_EARLY");
    life.command(people.clinicianA, "arrive", { at: T0 + 24 * MINUTE }).thenRefused("REF_LATE_REASON_MISSING");
    life.command(people.clinicianA, "arrive", { at: T0 + 24 * MINUTE, lateReason: "no-signal" }).thenFacts("arrived");
    expect(life.fact("arrived")).toMatchObject({
      at: T0 + 24 * MINUTE,
      lateReason: "no-signal",
      data: { minutesFromReceived: 24 },
    });
  });

  it("plans nothing further ahead than a week: such a referral would wait with no deadline in sight", () => {
    const far = T0 + 8 * 24 * 60 * MINUTE;
    accepted().command(people.clinicianA, "eta", { expectedAt: far, reason: "other" }).thenRefused("REF_TIME_TOO_FAR");
    const life = story()
      .when({ kind: "submitted", message: madeReceived({ source: "gp" }) })
      .when({ kind: "advice", advice: madeAssessed() })
      .when({ kind: "advice", advice: madeRouted() });
    life
      .command(people.clinicianA, "accept", { offerId: life.offerId(), expectedAt: far, byPhone: false })
      .thenRefused("REF_TIME_TOO_FAR");
    const told = { nightNumberGiven: true, worseningAdviceGiven: true, patientTold: true } as const;
    life
      .command(people.spaClinician, "hold", { untilOpeningAt: far, safeUntil: far + MINUTE, ...told })
      .thenRefused("REF_TIME_TOO_FAR");
  });

  it("records the first contact, both minutes floored, and the breach; the telephone stops no clock", () => {
    const life = accepted("gp", T0 - 30 * MINUTE)
      .at(100)
      .command(people.clinicianA, "contact", { medium: "telephone", with: "patient", reached: true })
      .is("accepted");
    life
      .at(120)
      .timers()
      .shows({ alarms: ["two-hours-passed"] });
    life.at(121.9).command(people.clinicianA, "arrive", {});
    expect(life.fact("arrived").data).toMatchObject({
      minutesFromReceived: 121,
      minutesFromNeedIdentified: 151,
      isBreach: true,
      breachReason: null,
    });
    life
      .command(people.clinicianA, "close", { outcome: "stayed-home", summary: "sent" })
      .thenRefused("REF_BREACH_REASON_MISSING");
    life
      .command(people.clinicianA, "close", { outcome: "stayed-home", summary: "sent", breachReason: "travel" })
      .is("closed");
  });

  it("has not breached at 120 minutes, to the millisecond", () => {
    const life = accepted().at(120).command(people.clinicianA, "arrive", {});
    expect(life.fact("arrived").data.isBreach).toBe(false);
  });

  it("asks the team when nobody came at the expected time", () => {
    accepted()
      .at(60)
      .when({ kind: "timer", name: "expected-arrival" })
      .thenFacts("deadline-passed", "call-task-raised")
      .shows({ alarms: ["call-task"] });
  });
});

describe("at the door", () => {
  it("nobody there: never closed by a timer, and closed only after calls, next of kin, referrer and a welfare check", () => {
    const life = accepted()
      .at(30)
      .command(people.clinicianA, "no-access", {
        callsMade: 2,
        nextOfKinCalled: true,
        referrerCalled: true,
        welfareCheckAskedOf: "none",
      })
      .is("no-access");
    life.shows({ deadline: ["no-access-review", 45] });
    life.at(600).timers().is("no-access");
    life
      .command(people.clinicianA, "close", { outcome: "not-reached", summary: "to-be-sent" })
      .thenRefused("REF_STEPS_MISSING");
    life.command(people.clinicianA, "no-access", {
      callsMade: 2,
      nextOfKinCalled: true,
      referrerCalled: true,
      welfareCheckAskedOf: "police",
    });
    life.command(people.clinicianA, "close", { outcome: "not-reached", summary: "to-be-sent" }).is("closed");
    accepted()
      .command(people.clinicianA, "no-access", {
        callsMade: 0,
        nextOfKinCalled: false,
        referrerCalled: false,
        welfareCheckAskedOf: "none",
      })
      .at(40)
      .command(people.clinicianA, "arrive", {})
      .is("arrived");
  });

  it("worse: shared with 999 until the incident number and the handover are recorded", () => {
    const life = arrived()
      .command(people.clinicianA, "escalate-999", { reason: "deterioration" })
      .is("escalated")
      .shows({ responsibility: "shared-ucrt-999", owner: "team", deadline: ["handover-by", 55] });
    life.command(people.clinicianA, "close", { outcome: "conveyed", summary: "sent" }).thenRefused("REF_STEPS_MISSING");
    life
      .command(people.clinicianA, "escalate-999", { reason: "deterioration", incidentNumber: "1" })
      .thenRefused("REF_STEPS_MISSING");
    life
      .at(55)
      .timers()
      .shows({ alarms: ["call-task"] });
    life
      .command(people.clinicianA, "escalate-999", {
        reason: "deterioration",
        incidentNumber: "1",
        handedOverAt: life.nowMs,
      })
      .thenFacts("escalation-handed-over", "call-task-settled")
      .shows({ responsibility: "999" });
    life.command(people.clinicianA, "close", { outcome: "conveyed", summary: "sent" }).is("closed");
  });

  it("onward: UCRT is responsible until a named person accepts", () => {
    const life = arrived()
      .command(people.clinicianA, "onward", { service: "virtual-ward" })
      .is("onward-pending")
      .shows({ responsibility: "ucrt", deadline: ["onward-answer-by", 110] });
    life
      .command(people.clinicianA, "close", { outcome: "virtual-ward", summary: "sent" })
      .thenRefused("REF_ONWARD_NOT_ACCEPTED");
    life
      .at(110)
      .timers()
      .shows({ alarms: ["call-task"] });
    life
      .command(people.clinicianA, "onward", { service: "virtual-ward", acceptedBy: named })
      .thenFacts("onward-accepted", "call-task-settled");
    life.command(people.clinicianA, "close", { outcome: "virtual-ward", summary: "sent" }).is("closed");
    arrived()
      .command(people.clinicianA, "close", { outcome: "virtual-ward", summary: "sent" })
      .thenRefused("REF_ONWARD_NOT_ACCEPTED");
    arrived()
      .command(people.clinicianA, "close", { outcome: "virtual-ward", summary: "sent", onwardAcceptedBy: named })
      .thenFacts("onward-accepted", "closed");
  });

  it("closes as stayed at home only a patient who was seen", () => {
    accepted()
      .command(people.clinicianA, "close", { outcome: "stayed-home", summary: "sent" })
      .thenRefused("REF_WRONG_STATE");
    accepted()
      .command(people.clinicianA, "close", { outcome: "handed-back", summary: "sent" })
      .thenRefused("REF_WRONG_STATE");
  });
});

describe("what the crew does", () => {
  it("leaving is theirs to decide; conveying ends what nobody has seen", () => {
    accepted("crew")
      .command(people.referrer, "leaving", {})
      .thenFacts("crew-decided")
      .is("accepted")
      .command(people.referrer, "leaving", {})
      .thenIgnored("nothing-to-do");
    accepted("crew")
      .command(people.referrer, "conveying", {})
      .thenFacts("crew-decided", "withdrawn")
      .shows({ owner: "team" });
    accepted("gp").command(people.coordinator, "leaving", {}).thenRefused("REF_WRONG_STATE");
  });
});

describe("hold until open", () => {
  const deciding = (source: Source): Story =>
    story()
      .when({ kind: "submitted", message: madeReceived({ source }) })
      .when({ kind: "advice", advice: madeAssessed(madeAssessment("review")) });
  const body = {
    untilOpeningAt: T0 + 600 * MINUTE,
    safeUntil: T0 + 700 * MINUTE,
    owner: named,
    nightNumberGiven: false,
    worseningAdviceGiven: true as const,
    patientTold: true as const,
  };

  it("is never for a 999 case, while a crew waits, without an owner or night number, or beyond what is safe", () => {
    deciding("stack").command(people.spaClinician, "hold", body).thenRefused("REF_HOLD_NOT_ALLOWED");
    deciding("crew").command(people.spaClinician, "hold", body).thenRefused("REF_HOLD_NOT_ALLOWED");
    deciding("gp").command(people.coordinator, "hold", body).thenRefused("REF_NOT_PERMITTED");
    const { owner: _, ...ownerless } = body;
    deciding("gp").command(people.spaClinician, "hold", ownerless).thenRefused("REF_OWNER_MISSING");
    deciding("gp")
      .command(people.spaClinician, "hold", { ...body, safeUntil: T0 + 500 * MINUTE })
      .thenRefused("REF_HOLD_NOT_ALLOWED");
    deciding("crew")
      .command(people.referrer, "leaving", {})
      .command(people.spaClinician, "hold", body)
      .thenFacts("held", "response-changed");
  });

  it("becomes same-day with a named owner, or stays with the referrer who has the night number", () => {
    deciding("gp")
      .command(people.spaClinician, "hold", body)
      .shows({ owner: "named-person", responsibility: "spa-clinician", lane: "held", deadline: ["hold-until", 600] });
    const { owner: _, ...ownerless } = body;
    const held = deciding("gp")
      .command(people.spaClinician, "hold", { ...ownerless, nightNumberGiven: true })
      .shows({ owner: "referrer", responsibility: "referrer" });
    expect(held.opened().response).toBe("same-day");
  });

  it("is phoned and triaged again at opening, before it is offered", () => {
    const life = deciding("gp")
      .command(people.spaClinician, "hold", body)
      .when({ kind: "opening" })
      .thenIgnored("not-due");
    life.when({ kind: "advice", advice: madeRouted() }).thenFacts("advice-ignored").is("waiting");
    life
      .at(600)
      .when({ kind: "timer", name: "hold-until" })
      .thenFacts("hold-released", "call-task-raised")
      .is("deciding");
    expect(life.fact("call-task-raised").data).toMatchObject({
      reason: "hold-due",
      whom: "patient",
      dueBy: T0 + 630 * MINUTE,
    });
    life
      .command(people.spaClinician, "review", {
        outcome: "suitable",
        response: "same-day",
        reason: "other",
        overrides: [],
      })
      .thenFacts("reviewed", "routing-requested", "call-task-settled");
  });

  it("can be ended early by an SPA clinician only", () => {
    const life = deciding("gp").command(people.spaClinician, "hold", body);
    life.command(people.coordinator, "release", { what: "hold" }).thenRefused("REF_NOT_PERMITTED");
    life.command(people.spaClinician, "release", { what: "hold" }).thenFacts("hold-released").is("deciding");
  });
});

describe("duplicates", () => {
  const other = "00000000-0000-4000-8000-0000000000ff";
  it("are suggested, linked and unlinked by a person", () => {
    const life = accepted().when({ kind: "link-found", other, basis: "nhs-number" }).thenFacts("link-suggested");
    expect(life.row().linkSuggested).toBe(true);
    life.when({ kind: "link-found", other, basis: "nhs-number" }).thenIgnored("repeat");
    life.command(people.clinicianA, "link", { other }).thenRefused("REF_NOT_PERMITTED");
    life
      .command(people.coordinator, "link", { other })
      .thenFacts("linked")
      .command(people.coordinator, "unlink", { other, backToSuggested: false })
      .thenFacts("unlinked");
    expect(life.row().linkSuggested).toBe(false);
  });

  it("with worse findings alert the holding team, which acknowledges within five minutes", () => {
    const life = accepted().when({ kind: "link-found", other, basis: "nhs-number" });
    life.when({ kind: "duplicate-assessed", other, decision: madeAssessment() }).thenIgnored("nothing-to-do");
    life
      .when({ kind: "duplicate-assessed", other, decision: madeAssessment("emergency") })
      .thenFacts("alert-raised")
      .shows({ deadline: ["acknowledge-by", 7] });
    life
      .at(7)
      .when({ kind: "timer", name: "acknowledge-by" })
      .thenFacts("call-task-raised")
      .shows({ alarms: ["unacknowledged"] });
    life
      .command(people.coordinator, "record-call", {
        with: "team",
        person: named,
        reached: true,
        agreed: "acknowledged",
      })
      .thenFacts("call-recorded", "acknowledged", "call-task-settled");
  });
});
