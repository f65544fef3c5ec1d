import { describe, expect, it } from "vitest";
import { story, type Story } from "./given-when-then.ts";
import {
  MINUTE,
  T0,
  madeAmendment,
  madeAssessed,
  madeAssessment,
  madePicture,
  madePrincipal,
  madeReceived,
  madeRouted,
  openTeam,
  people,
  ranked,
} from "./made-referral.ts";

const waiting = (): Story =>
  story().when({ kind: "submitted", message: madeReceived() }).when({ kind: "advice", advice: madeAssessed() });
const offered = (): Story => waiting().when({ kind: "advice", advice: madeRouted() });
const accept = (life: Story, expectedMinutes = 60) => ({
  offerId: life.offerId(),
  expectedAt: T0 + expectedMinutes * MINUTE,
  byPhone: false,
});

describe("one piece of advice, one offer", () => {
  it("passes over a ranked team that is closed, paused, full or does not cover the place at this moment", () => {
    const life = waiting();
    life.teams = [
      openTeam("team-a", { isOpen: false }),
      openTeam("team-b", { room: 0 }),
      openTeam("team-c", { isPaused: true }),
      openTeam("team-d", { coversPlace: () => false }),
      openTeam("team-e"),
    ];
    life.when({
      kind: "advice",
      advice: madeRouted(
        ["team-a", "team-b", "team-c", "team-d", "team-e"].map((team, index) => ranked(team, index + 1)),
      ),
    });
    expect(life.fact("offered").data.team).toBe("team-e");
  });

  it("never sends mutual aid by itself: unrouted until a person assigns it", () => {
    const life = waiting().when({
      kind: "advice",
      advice: madeRouted([ranked("team-c", 1, { isMutualAid: true, reason: "mutual-aid" })]),
    });
    life
      .thenFacts("routed", "unrouted", "call-task-raised")
      .shows({ owner: "spa-clinician", alarms: ["unrouted", "call-task"] });
    expect(life.fact("unrouted").data.because).toBe("mutual-aid-only");
    life.command(people.coordinator, "assign", { team: "team-c" }).thenFacts("offered", "call-task-settled");
    expect(life.fact("offered").data).toMatchObject({ by: "person", isMutualAid: true });
  });

  it("ignores advice for an older attempt or revision, and a repeat changes nothing", () => {
    const life = waiting();
    const stale = madeRouted(undefined, { attempt: 7 });
    life.when({ kind: "advice", advice: stale }).thenFacts("advice-ignored");
    life.when({ kind: "advice", advice: stale }).thenIgnored("repeat");
    life
      .when({ kind: "advice", advice: madeRouted(undefined, { revision: 9 }) })
      .thenFacts("advice-ignored")
      .is("waiting");
    life.when({ kind: "advice", advice: madeAssessed() }).thenFacts("advice-ignored");
    expect(life.fact("advice-ignored").data.because).toBe("not-awaited");
  });

  it("offers the next team when the first declines, once more than before", () => {
    const life = offered()
      .command(people.clinicianA, "decline", { offerId: "x", reason: "capacity", byPhone: false })
      .thenRefused("REF_OFFER_ENDED");
    const ownOffer = accept(life);
    life
      .command(people.clinicianA, "decline", { offerId: ownOffer.offerId, reason: "capacity", byPhone: false })
      .thenFacts("offer-declined", "routing-requested");
    expect(life.fact("routing-requested").data).toMatchObject({
      attempt: 2,
      reason: "declined",
      teamsTried: ["team-a"],
    });
    life.when({ kind: "advice", advice: madeRouted(undefined, { attempt: 2 }) });
    expect(life.fact("offered").data).toMatchObject({ team: "team-b", attempt: 2 });
    life.command(people.clinicianA, "accept", ownOffer).thenRefused("REF_NOT_OFFERED_TO_YOU");
    life.command(people.clinicianA, "accept", accept(life)).thenRefused("REF_OUT_OF_SCOPE");
  });

  it("when place is unknown waits for a person, with no default team and no retry", () => {
    const life = waiting().when({ kind: "advice", advice: madeRouted([], { unroutedBecause: "place-unknown" }) });
    expect(life.fact("unrouted").data).toEqual({ because: "place-unknown", retryAt: null });
    life.shows({ owner: "spa-clinician", deadline: ["call-task-due", 5] });
  });

  it("is tried again at the next opening, and when a team has room again", () => {
    const life = waiting().when({
      kind: "advice",
      advice: madeRouted([ranked("team-a", null)], { nextOpeningAt: T0 + 600 * MINUTE }),
    });
    life.when({ kind: "team-state-changed", team: "team-a" }).thenFacts("routing-requested");
    life.when({
      kind: "advice",
      advice: madeRouted([ranked("team-a", null)], { attempt: 2, nextOpeningAt: T0 + 600 * MINUTE }),
    });
    life.teams = [openTeam("team-a", { room: 0 })];
    life.when({ kind: "team-state-changed", team: "team-a" }).thenIgnored("nothing-to-do");
    life.when({ kind: "timer", name: "routing-retry" }).thenIgnored("not-due");
    life.at(600).when({ kind: "timer", name: "routing-retry" }).thenFacts("routing-requested");
    expect(life.fact("routing-requested").data.reason).toBe("opening");
  });
});

describe("half-time and lapse", () => {
  it("lapses at decision-by, rings SPA at half-time when nobody has looked, and asks again with the team tried", () => {
    const life = offered();
    expect(life.fact("offered").data).toMatchObject({ halfTimeAt: T0 + 7.5 * MINUTE, lapsesAt: T0 + 15 * MINUTE });
    life.when({ kind: "timer", name: "offer-half-time" }).thenIgnored("not-due");
    life
      .at(7.5)
      .when({ kind: "timer", name: "offer-half-time" })
      .thenFacts("offer-half-time-passed", "call-task-raised");
    life.shows({ alarms: ["offer-unseen", "offer-lapsing", "call-task"] });
    life
      .at(15)
      .when({ kind: "timer", name: "offer-lapses" })
      .thenFacts("offer-lapsed", "call-task-raised", "routing-requested", "call-task-settled");
    expect(life.facts.filter((fact) => fact.type === "call-task-raised").map((fact) => fact.data)).toMatchObject([
      { reason: "offer-unseen", whom: "team" },
      { reason: "offer-lapsed", whom: "shift-lead" },
    ]);
    expect(life.fact("routing-requested").data).toMatchObject({ attempt: 2, reason: "lapsed", teamsTried: ["team-a"] });
    life.command(people.clinicianA, "accept", accept(life)).thenRefused("REF_OFFER_ENDED");
  });

  it("raises no call task at half-time when the offer was seen; seen is not accepted", () => {
    const life = offered();
    life
      .command(people.clinicianA, "seen", { offerId: life.offerId() })
      .thenFacts("offer-seen")
      .is("offered")
      .shows({ responsibility: "referrer" });
    life.at(8).when({ kind: "timer", name: "offer-half-time" }).thenFacts("offer-half-time-passed");
  });

  it("gives a late offer at least five minutes, but never beyond the hand-back to 999", () => {
    const late = story()
      .when({ kind: "submitted", message: madeReceived() })
      .at(20)
      .timers()
      .when({ kind: "advice", advice: madeAssessed() })
      .when({ kind: "advice", advice: madeRouted() });
    expect(late.fact("offered").data.lapsesAt).toBe(T0 + 25 * MINUTE);
    const stack = story()
      .when({ kind: "submitted", message: madeReceived({ source: "stack", validationBreachAtMs: T0 + 15 * MINUTE }) })
      .when({ kind: "advice", advice: madeAssessed() })
      .when({ kind: "advice", advice: madeRouted() });
    expect(stack.fact("offered").data.lapsesAt).toBe(T0 + 10 * MINUTE);
    stack.at(10).timers().is("handed-back");
    expect(stack.fact("offer-withdrawn").data.because).toBe("handed-back");
  });

  it("says that a decision is overdue, once, and keeps an owner", () => {
    const life = story()
      .when({ kind: "submitted", message: madeReceived() })
      .when({ kind: "advice", advice: madeAssessed(madeAssessment("review")) });
    life.shows({ owner: "spa-clinician", deadline: ["decision-by", 15] });
    life
      .at(15)
      .when({ kind: "timer", name: "decision-by" })
      .thenFacts("deadline-passed", "call-task-raised")
      .shows({ alarms: ["decision-overdue"], deadline: ["call-task-due", 20] });
    life.when({ kind: "timer", name: "decision-by" }).thenIgnored("not-due");
  });
});

describe("acceptance", () => {
  it("needs a registered clinician of the offered team", () => {
    const life = offered();
    life
      .command(madePrincipal("ucrt-clinician", { team: "team-a" }), "accept", accept(life))
      .thenRefused("REF_REGISTRATION_MISSING");
    life.command(people.coordinator, "accept", accept(life)).thenRefused("REF_NOT_PERMITTED");
    life.command(people.referrer, "accept", accept(life)).thenRefused("REF_NOT_PERMITTED");
    life.command(people.commissioner, "accept", accept(life)).thenRefused("REF_OUT_OF_SCOPE");
    life
      .command(
        madePrincipal("ucrt-clinician", { team: "team-x", registration: { body: "NMC", number: "1" } }),
        "accept",
        { ...accept(life), offerId: "11111111-1111-4111-8111-111111111111" },
      )
      .thenRefused("REF_OUT_OF_SCOPE");
    life.is("offered");
  });

  it("is recorded by SPA as accepted by phone by a named person, and by the shift lead for a named visitor", () => {
    const visitor = { name: "A visitor", role: "nurse", registration: { body: "NMC" as const, number: "N7" } };
    const phoned = offered();
    phoned
      .command(people.coordinator, "accept", { ...accept(phoned), byPhone: true })
      .thenRefused("REF_CLINICIAN_MISSING");
    phoned
      .command(people.coordinator, "accept", { ...accept(phoned), byPhone: true, clinician: visitor })
      .is("accepted");
    expect(phoned.fact("accepted").data).toMatchObject({ byPhone: true, clinician: visitor });
    const led = offered();
    led.command(people.leadA, "accept", accept(led)).thenRefused("REF_REGISTRATION_MISSING");
    led.command(people.leadA, "accept", { ...accept(led), clinician: visitor }).is("accepted");
  });

  it("tells the loser the state first, then the stale version", () => {
    const life = offered();
    life
      .command(people.clinicianA, "seen", { offerId: life.offerId(), expectedVersion: 1 })
      .thenRefused("REF_STALE_VERSION");
    life.command(people.clinicianA, "accept", accept(life));
    life
      .command(people.clinicianA, "accept", { ...accept(life), expectedVersion: 1 })
      .thenRefused("REF_ALREADY_ACCEPTED");
  });

  it("beyond two hours is a counter-offer that goes back to the referrer", () => {
    const life = offered();
    life.command(people.clinicianA, "accept", accept(life, 150)).is("accepted");
    expect(life.fact("accepted").data.isCounterOffer).toBe(true);
    life
      .command(people.desk, "decline-time", {})
      .thenFacts("time-declined", "call-task-raised")
      .is("accepted")
      .shows({ responsibility: "ucrt" });
    life.command(people.clinicianA, "eta", { expectedAt: T0 + 100 * MINUTE, reason: "other" });
    life.command(people.referrer, "agree-time", {}).thenRefused("REF_WRONG_STATE");
    const agreed = offered();
    agreed
      .command(people.clinicianA, "accept", accept(agreed, 150))
      .command(people.referrer, "agree-time", {})
      .thenFacts("time-agreed");
  });
});

describe("an amendment", () => {
  it("keeps a live offer while it is assessed again, and shows it as amended", () => {
    const life = offered().when({ kind: "submitted", message: madeAmendment() }).thenFacts("amended").is("offered");
    expect(life.opened()).toMatchObject({ revision: 2, offer: { isAmended: true } });
    life.when({ kind: "submitted", message: madeAmendment() }).thenIgnored("repeat");
    life.when({ kind: "advice", advice: madeAssessed(undefined, 1) }).thenFacts("advice-ignored");
    life
      .when({ kind: "advice", advice: madeAssessed(undefined, 2) })
      .thenFacts("assessed")
      .is("offered");
  });

  it("withdraws the offer when it is no longer suitable, or when the team does not cover the new place", () => {
    const advised = offered()
      .when({ kind: "submitted", message: madeAmendment() })
      .when({ kind: "advice", advice: madeAssessed(madeAssessment("emergency"), 2) });
    advised.thenFacts("assessed", "offer-withdrawn", "advised").is("advised");
    const reviewed = offered()
      .when({ kind: "submitted", message: madeAmendment() })
      .when({ kind: "advice", advice: madeAssessed(madeAssessment("review"), 2) });
    reviewed.thenFacts("assessed", "offer-withdrawn", "decision-needed").is("deciding");
    const moved = offered();
    moved.teams = [openTeam("team-a", { coversPlace: (place) => place === "north" })];
    const picture = madePicture({ location: { ...madePicture().location, place: "south" } });
    moved
      .when({ kind: "submitted", message: madeAmendment({ picture }) })
      .when({ kind: "advice", advice: madeAssessed(undefined, 2) });
    moved.thenFacts("assessed", "offer-withdrawn", "routing-requested").is("waiting");
  });

  it("after acceptance is an urgent message that the team acknowledges within five minutes", () => {
    const life = offered();
    life
      .command(people.clinicianA, "accept", accept(life))
      .at(10)
      .when({ kind: "submitted", message: madeAmendment() })
      .thenFacts("amended")
      .is("accepted");
    life.shows({ alarms: ["amended-after-acceptance"], deadline: ["acknowledge-by", 15] });
    life
      .at(15)
      .when({ kind: "timer", name: "acknowledge-by" })
      .thenFacts("call-task-raised")
      .shows({ alarms: ["unacknowledged"] });
    life
      .when({ kind: "advice", advice: madeAssessed(madeAssessment("emergency"), 2) })
      .thenFacts("assessed", "alert-raised")
      .is("accepted");
    life
      .command(people.clinicianA, "acknowledge", { what: "amendment", byPhone: false })
      .thenFacts("acknowledged", "call-task-settled");
    life.command(people.clinicianA, "acknowledge", { what: "alert", byPhone: false }).thenFacts("acknowledged");
    life
      .command(people.clinicianA, "acknowledge", { what: "alert", byPhone: false })
      .thenRefused("REF_NOTHING_TO_ACKNOWLEDGE");
  });

  it("does not undo a clinician's review unless the findings are worse", () => {
    const reviewed = () =>
      story()
        .when({ kind: "submitted", message: madeReceived() })
        .when({ kind: "advice", advice: madeAssessed(madeAssessment("review")) })
        .command(people.spaClinician, "review", {
          outcome: "suitable",
          response: "same-day",
          reason: "new-information",
          overrides: [],
        })
        .thenFacts("reviewed", "routing-requested")
        .when({ kind: "submitted", message: madeAmendment() });
    const same = reviewed().when({ kind: "advice", advice: madeAssessed(madeAssessment("review"), 2) });
    same.thenFacts("assessed", "routing-requested").is("waiting");
    expect(same.opened().response).toBe("same-day");
    const finding = { criterion: "E9", result: "met" as const, raises: "review" as const, asks: false, value: null };
    reviewed()
      .when({ kind: "advice", advice: madeAssessed(madeAssessment("review", { findings: [finding] }), 2) })
      .thenFacts("assessed", "decision-needed")
      .is("deciding");
  });

  it("after the end is never dropped: somebody telephones", () => {
    const life = offered().command(people.referrer, "conveying", {}).is("withdrawn");
    life
      .when({ kind: "submitted", message: madeAmendment() })
      .thenFacts("call-task-raised")
      .shows({ lane: "awaiting-acknowledgement", owner: "spa-coordinator" });
    const { taskId } = life.fact("call-task-raised").data;
    life
      .command(people.coordinator, "record-call", { taskId, with: "referrer", reached: true, agreed: "other" })
      .shows({ lane: "done" });
  });
});
