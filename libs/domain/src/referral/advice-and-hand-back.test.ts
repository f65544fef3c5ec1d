import { describe, expect, it } from "vitest";
import { commandsFor } from "./commands-for.ts";
import { story, type Story } from "./given-when-then.ts";
import {
  MINUTE,
  T0,
  madeAmendment,
  madeAssessed,
  madeAssessment,
  madePicture,
  madeReceived,
  madeRouted,
  people,
  referralId,
} from "./made-referral.ts";
import type { Outcome, Source } from "@ucrt/schemas";

const assessed = (outcome: Outcome, source: Source = "crew"): Story =>
  story()
    .when({
      kind: "submitted",
      message: madeReceived({ source, validationBreachAtMs: source === "stack" ? T0 + 60 * MINUTE : null }),
    })
    .when({ kind: "advice", advice: madeAssessed(madeAssessment(outcome)) });
const accepted = (source: Source = "crew"): Story => {
  const life = assessed("suitable", source).when({ kind: "advice", advice: madeRouted() });
  return life
    .command(people.clinicianA, "accept", { offerId: life.offerId(), expectedAt: T0 + 60 * MINUTE, byPhone: false })
    .is("accepted");
};
const named = { name: "Sister Example", role: "nurse", registration: null };

describe("advice is closed by a person", () => {
  it("waits for the referrer with the SPA clinician as owner, and becomes a call task after 5 or 15 minutes", () => {
    const emergency = assessed("emergency")
      .is("advised")
      .shows({
        owner: "spa-clinician",
        responsibility: "referrer",
        lane: "awaiting-acknowledgement",
        deadline: ["acknowledge-by", 5],
      });
    emergency.at(4).when({ kind: "timer", name: "acknowledge-by" }).thenIgnored("not-due");
    emergency
      .at(5)
      .when({ kind: "timer", name: "acknowledge-by" })
      .thenFacts("call-task-raised")
      .is("advised")
      .shows({ alarms: ["unacknowledged", "call-task"] });
    assessed("redirect", "gp").shows({ deadline: ["acknowledge-by", 15] });
  });

  it("ends when the referrer acknowledges, or a call with a named person is recorded", () => {
    assessed("emergency")
      .command(people.stranger, "acknowledge", { what: "advice", byPhone: false })
      .thenRefused("REF_OUT_OF_SCOPE");
    assessed("emergency")
      .command(people.referrer, "acknowledge", { what: "advice", byPhone: false })
      .thenFacts("acknowledged", "closed")
      .is("closed");
    assessed("emergency")
      .command(people.coordinator, "acknowledge", { what: "advice", byPhone: true })
      .thenRefused("REF_PERSON_MISSING");
    const called = assessed("emergency").at(5).timers();
    const { taskId } = called.fact("call-task-raised").data;
    called
      .command(people.coordinator, "record-call", { taskId, with: "referrer", reached: true, agreed: "will-convey" })
      .thenRefused("REF_PERSON_MISSING");
    called
      .command(people.coordinator, "record-call", { taskId, with: "referrer", reached: false, agreed: "no-answer" })
      .thenFacts("call-recorded")
      .is("advised");
    called
      .command(people.coordinator, "record-call", {
        taskId,
        with: "referrer",
        person: named,
        reached: true,
        agreed: "will-convey",
      })
      .thenFacts("call-recorded", "acknowledged", "closed");
    expect(called.row().endedAs).toBe("conveyed");
    expect(called.fact("closed").data).toMatchObject({ summary: "to-be-sent", alternative: "convey" });
  });

  it("turns a redirect into review when a nurse is asked, but never an emergency", () => {
    const life = assessed("redirect", "gp").command(people.stranger, "ask-a-nurse", {});
    life.thenRefused("REF_OUT_OF_SCOPE");
    life
      .command(people.desk, "ask-a-nurse", {})
      .thenFacts("nurse-asked")
      .is("deciding")
      .shows({ owner: "spa-clinician", lane: "decide-now" });
    assessed("emergency").command(people.referrer, "ask-a-nurse", {}).thenRefused("REF_WRONG_STATE");
  });

  it("is chased again when a call settled nothing", () => {
    const life = assessed("emergency").at(5).timers();
    const { taskId } = life.fact("call-task-raised").data;
    life
      .command(people.coordinator, "record-call", {
        taskId,
        with: "referrer",
        person: named,
        reached: true,
        agreed: "will-wait",
      })
      .thenFacts("call-recorded")
      .is("advised");
    life.timers();
    expect(life.opened().callTasks.filter((task) => !task.isDone)).toHaveLength(1);
  });
});

describe("review", () => {
  it("is for a registered SPA clinician only", () => {
    const review = {
      outcome: "suitable" as const,
      response: "two-hour" as const,
      reason: "new-information" as const,
      overrides: [],
    };
    assessed("review").command(people.coordinator, "review", review).thenRefused("REF_NOT_PERMITTED");
    assessed("review")
      .command(
        { ...people.spaClinician, registration: undefined } as unknown as typeof people.spaClinician,
        "review",
        review,
      )
      .thenRefused("REF_REGISTRATION_MISSING");
    assessed("review")
      .command(people.spaClinician, "review", review)
      .thenFacts("reviewed", "routing-requested")
      .is("waiting");
    assessed("review")
      .command(people.spaClinician, "review", { ...review, outcome: "redirect" })
      .thenRefused("REF_REASON_MISSING");
    assessed("review")
      .command(people.spaClinician, "review", { ...review, outcome: "emergency" })
      .thenFacts("reviewed", "advised")
      .is("advised");
  });

  it("comes first when triage is before the offer, and also while the criteria are silent", () => {
    story()
      .when({ kind: "submitted", message: madeReceived() })
      .when({ kind: "advice", advice: madeAssessed(madeAssessment("suitable", { triage: "before-offer" })) })
      .thenFacts("assessed", "decision-needed")
      .is("deciding");
    const silent = story()
      .when({ kind: "submitted", message: madeReceived() })
      .at(2)
      .timers()
      .shows({ owner: "spa-clinician", alarms: ["no-advice", "call-task"] });
    silent
      .command(people.spaClinician, "review", {
        outcome: "suitable",
        response: "two-hour",
        reason: "other",
        overrides: [],
      })
      .thenFacts("reviewed", "routing-requested");
    silent
      .when({ kind: "advice", advice: madeAssessed(madeAssessment("emergency")) })
      .thenFacts("assessed", "advised", "call-task-settled");
  });
});

describe("the 999 stack", () => {
  it("goes back at its hand-back time unless accepted, awaiting acknowledgement, and then a call task", () => {
    const life = assessed("suitable", "stack").shows({ responsibility: "999" });
    expect(life.fact("opened").data.handBackAt).toBe(T0 + 55 * MINUTE);
    life
      .when({ kind: "advice", advice: madeRouted([]) })
      .at(55)
      .when({ kind: "timer", name: "hand-back-at" })
      .thenFacts("handed-back", "call-task-settled")
      .is("handed-back");
    expect(life.fact("handed-back").data).toMatchObject({
      reason: "breach-time-near",
      to: "999",
      isAutomatic: true,
      acknowledgeBy: T0 + 60 * MINUTE,
    });
    life.shows({ owner: "999", responsibility: "999", lane: "awaiting-acknowledgement" });
    life
      .at(60)
      .timers()
      .shows({ owner: "spa-coordinator", alarms: ["unacknowledged"] });
    const acknowledgement = {
      type: "acknowledgement-received" as const,
      id: "k",
      referralId,
      at: life.nowMs,
      correlationId: "c",
      acknowledges: "hand-back" as const,
      by: { name: "Dispatcher", role: "dispatcher" },
      organisation: "ORG1",
    };
    life.when({ kind: "submitted", message: { ...acknowledgement, organisation: "ORG7" } }).thenIgnored("stale");
    life.when({ kind: "submitted", message: acknowledgement }).thenFacts("acknowledged", "closed").is("closed");
    life.when({ kind: "submitted", message: acknowledgement }).thenIgnored("repeat");
  });

  it("goes back at once when the criteria say emergency, and never after acceptance", () => {
    assessed("emergency", "stack").thenFacts("assessed", "handed-back").is("handed-back");
    accepted("stack").at(55).when({ kind: "timer", name: "hand-back-at" }).thenIgnored("not-due").is("accepted");
  });

  it("goes back at once, alarmed, when the time had passed on arrival", () => {
    const life = story()
      .when({ kind: "submitted", message: madeReceived({ source: "stack", validationBreachAtMs: T0 + 4 * MINUTE }) })
      .thenFacts("opened", "handed-back");
    life.shows({ alarms: ["handed-back-on-arrival"] });
    life.when({ kind: "advice", advice: madeAssessed() }).thenFacts("assessed").is("handed-back");
  });

  it("moves its hand-back time only when the sender amends the breach time", () => {
    const life = assessed("suitable", "stack").when({
      kind: "submitted",
      message: madeAmendment({ source: "stack", validationBreachAtMs: T0 + 30 * MINUTE }),
    });
    expect(life.opened().handBackAtMs).toBe(T0 + 25 * MINUTE);
    life
      .at(20)
      .when({
        kind: "submitted",
        message: madeAmendment({ id: "second", source: "stack", validationBreachAtMs: T0 + 22 * MINUTE }),
      })
      .thenFacts("amended", "handed-back");
  });

  it("is judged as the crew's once a crew has reached the patient, and keeps its hand-back time", () => {
    const life = assessed("suitable", "stack");
    const { handBackAtMs } = life.opened();
    expect(handBackAtMs).not.toBeNull();
    life.when({ kind: "submitted", message: madeAmendment({ source: "crew" }) }).thenFacts("amended");
    expect(life.fact("amended").data.source).toBe("crew");
    expect(life.opened()).toMatchObject({ source: "crew", handBackAtMs });
    life.command(people.referrer, "leaving", {});
    expect(commandsFor(people.spaClinician, life.opened()), "a 999 case is never held").not.toContain("hold");
    life
      .when({ kind: "advice", advice: madeAssessed(madeAssessment("emergency"), 2) })
      .thenFacts("assessed", "advised");
  });

  it("is not made out of a crew's referral by an amendment from the stack", () => {
    const life = assessed("suitable", "crew").when({
      kind: "submitted",
      message: madeAmendment({ source: "stack", validationBreachAtMs: T0 + 22 * MINUTE }),
    });
    expect(life.opened()).toMatchObject({ source: "crew", handBackAtMs: null });
  });
});

describe("candidates", () => {
  const candidate = (): Story =>
    story()
      .when({
        kind: "submitted",
        message: madeReceived({ source: "stack", isCandidate: true, validationBreachAtMs: T0 + 90 * MINUTE }),
      })
      .is("candidate");

  it("is not ours: no two-hour clock runs, and the criteria only inform", () => {
    const life = candidate().shows({ owner: "spa-coordinator", responsibility: "999", lane: "candidates" });
    life
      .when({ kind: "advice", advice: madeAssessed(madeAssessment("emergency")) })
      .thenFacts("assessed")
      .is("candidate");
  });

  it("counts a take only when 999 confirms it, with its own clocks", () => {
    const life = candidate()
      .command(people.coordinator, "take", {})
      .thenFacts("take-requested")
      .is("candidate")
      .shows({ deadline: ["assessment-by", 2] });
    life
      .at(5)
      .timers()
      .shows({ alarms: ["call-task", "no-advice"] })
      .is("candidate");
    life
      .at(6)
      .when({
        kind: "submitted",
        message: madeAmendment({ source: "stack", confirmsTake: true, atMs: T0 + 6 * MINUTE }),
      })
      .is("received");
    expect(life.fact("take-confirmed").data).toEqual({
      clockStartAt: T0 + 6 * MINUTE,
      decisionBy: T0 + 26 * MINUTE,
      twoHourDueAt: T0 + 126 * MINUTE,
      handBackAt: T0 + 85 * MINUTE,
    });
    life.when({ kind: "advice", advice: madeAssessed(undefined, 2) }).thenFacts("assessed", "routing-requested");
  });

  it("vanishes with the reason when it is left, upgraded, assigned, or its time comes", () => {
    candidate().command(people.coordinator, "leave", {}).thenFacts("candidate-left").is("closed");
    const upgraded = candidate()
      .when({
        kind: "submitted",
        message: madeAmendment({ source: "stack", picture: madePicture({ arpCategory: "C2" }) }),
      })
      .thenFacts("amended", "candidate-left");
    expect(upgraded.row()).toMatchObject({ endedAs: "candidate-upgraded", lane: "done" });
    candidate().at(85).timers().is("closed");
    const assigned = candidate().when({
      kind: "submitted",
      message: {
        type: "withdrawal-received",
        id: "w",
        referralId,
        at: T0,
        correlationId: "c",
        reason: "assigned-ambulance",
        organisation: "ORG1",
      },
    });
    expect(assigned.row().endedAs).toBe("candidate-assigned-ambulance");
  });

  it("that 999 transfers after we let it go is ours all the same", () => {
    candidate()
      .command(people.coordinator, "leave", {})
      .at(10)
      .when({
        kind: "submitted",
        message: madeAmendment({ source: "stack", confirmsTake: true, atMs: T0 + 10 * MINUTE }),
      })
      .thenFacts("amended", "take-confirmed")
      .is("received");
  });
});

describe("after acceptance nobody gets it back without agreeing", () => {
  it("stays with UCRT until the referrer acknowledges the hand-back", () => {
    const life = accepted("gp")
      .command(people.clinicianA, "hand-back", { reason: "capacity" })
      .is("handed-back")
      .shows({ responsibility: "ucrt", owner: "referrer" });
    life.at(14).when({ kind: "timer", name: "acknowledge-by" }).thenIgnored("not-due");
    life.command(people.desk, "acknowledge", { what: "hand-back", byPhone: false }).thenFacts("acknowledged", "closed");
  });

  it("goes to the SPA clinician once the team is with the person, unless the crew said that it stays", () => {
    const arrived = (): Story =>
      accepted().at(10).command(people.clinicianA, "en-route", {}).at(20).command(people.clinicianA, "arrive", {});
    arrived()
      .command(people.clinicianA, "hand-back", { reason: "clinically-unsafe" })
      .shows({ owner: "spa-clinician", responsibility: "ucrt" });
    arrived()
      .command(people.referrer, "staying", {})
      .command(people.clinicianA, "hand-back", { reason: "clinically-unsafe" })
      .shows({ owner: "referrer" });
  });

  it("goes to the SPA clinician when the crew has left, who sends another team or 999", () => {
    const left = (): Story =>
      accepted()
        .command(people.referrer, "leaving", {})
        .thenFacts("crew-decided")
        .command(people.clinicianA, "hand-back", { reason: "capacity" });
    left()
      .shows({ owner: "spa-clinician", responsibility: "ucrt" })
      .command(people.referrer, "acknowledge", { what: "hand-back", byPhone: false })
      .thenRefused("REF_NOT_PERMITTED");
    left().command(people.coordinator, "assign", { team: "team-b" }).thenRefused("REF_NOT_PERMITTED");
    left()
      .command(people.spaClinician, "assign", { team: "team-b" })
      .thenFacts("acknowledged", "decision-needed", "offered")
      .shows({ responsibility: "spa-clinician" });
    const taken = left()
      .command(people.spaClinician, "acknowledge", { what: "hand-back", byPhone: false })
      .is("deciding")
      .shows({ responsibility: "spa-clinician" });
    taken.command(people.spaClinician, "hand-back", { reason: "capacity" }).thenRefused("REF_WRONG_STATE");
    taken
      .command(people.spaClinician, "review", {
        outcome: "emergency",
        response: "two-hour",
        reason: "clinical-change",
        overrides: [],
      })
      .thenFacts("reviewed", "escalated-to-999")
      .is("escalated");
  });

  it("moves to another team with the first responsible until the next has accepted", () => {
    const life = accepted("gp")
      .command(people.clinicianA, "transfer-team", { reason: "capacity", team: "team-b" })
      .thenFacts("team-transferred", "offered")
      .shows({ responsibility: "ucrt", owner: "team" });
    life.at(60).timers().is("waiting").shows({ responsibility: "ucrt" });
    accepted("gp")
      .command(people.clinicianA, "transfer-team", { reason: "capacity", team: "team-a" })
      .thenRefused("REF_UNKNOWN_TEAM");
  });

  it("tells the team at once when the referrer withdraws, and waits for its acknowledgement", () => {
    const message = {
      type: "withdrawal-received" as const,
      id: "w",
      referralId,
      at: T0,
      correlationId: "c",
      reason: "conveyed" as const,
      organisation: "ORG1",
    };
    const life = accepted()
      .when({ kind: "submitted", message })
      .thenFacts("withdrawn")
      .is("withdrawn")
      .shows({ owner: "team", lane: "awaiting-acknowledgement", deadline: ["acknowledge-by", 5] });
    life
      .at(5)
      .timers()
      .shows({ owner: "spa-coordinator", alarms: ["unacknowledged"] });
    life
      .command(people.clinicianA, "acknowledge", { what: "alert", byPhone: false })
      .thenFacts("acknowledged", "call-task-settled")
      .shows({ lane: "done" });
    const arrived = accepted().at(30).command(people.clinicianA, "arrive", {}).when({ kind: "submitted", message });
    arrived.thenFacts("alert-raised").is("arrived");
  });
});
