import { describe, it, expect } from "vitest";
import { story, type Story } from "./given-when-then.ts";
import { MINUTE, T0, madeAssessed, madeReceived, madeRouted, people } from "./made-referral.ts";

const offered = (): Story =>
  story()
    .when({ kind: "submitted", message: madeReceived() })
    .when({ kind: "advice", advice: madeAssessed() })
    .when({ kind: "advice", advice: madeRouted() });

describe("the main way", () => {
  it("opens at once, asks for a team after assessment, offers the first ranked, and ends with an outcome", () => {
    const life = story().when({ kind: "submitted", message: madeReceived() }).thenFacts("opened").is("received");
    life.shows({ owner: "system", responsibility: "referrer", lane: "decide-now", deadline: ["assessment-by", 2] });
    life.when({ kind: "advice", advice: madeAssessed() }).thenFacts("assessed", "routing-requested").is("waiting");
    life.when({ kind: "advice", advice: madeRouted() }).thenFacts("routed", "offered").is("offered");
    life.shows({
      owner: "team",
      responsibility: "referrer",
      lane: "waiting-for-team",
      deadline: ["offer-half-time", 7.5],
    });
    life
      .at(3)
      .command(people.clinicianA, "accept", { offerId: life.offerId(), expectedAt: T0 + 60 * MINUTE, byPhone: false })
      .thenFacts("offer-seen", "accepted")
      .is("accepted");
    life.shows({ owner: "team", responsibility: "ucrt", lane: "on-the-way", deadline: ["expected-arrival", 60] });
    life.at(30).command(people.clinicianA, "en-route", {}).thenFacts("set-off").is("en-route");
    life.at(50).command(people.clinicianA, "arrive", {}).thenFacts("arrived").is("arrived");
    expect(life.fact("arrived").data).toMatchObject({
      minutesFromReceived: 50,
      minutesFromNeedIdentified: null,
      isBreach: false,
      firstFaceToFaceAt: T0 + 50 * MINUTE,
    });
    life
      .at(110)
      .command(people.clinicianA, "close", { outcome: "stayed-home", summary: "to-be-sent" })
      .thenFacts("closed")
      .is("closed");
    life.shows({ lane: "done", responsibility: "nobody-closed" });
    expect(life.row()).toMatchObject({ version: life.facts.length, endedAs: "stayed-home", nextDeadline: null });
  });

  it("takes two clinicians' acceptances as one, tells the second by which team, and another team nothing at all", () => {
    const life = offered();
    const accept = { offerId: life.offerId(), expectedAt: T0 + 60 * MINUTE, byPhone: false };
    life.command(people.clinicianA, "accept", accept).is("accepted");
    life.command(people.clinicianA, "accept", accept).thenRefused("REF_ALREADY_ACCEPTED");
    expect(life.last).toMatchObject({ winningTeam: "team-a" });
    life.command(people.clinicianB, "accept", accept).thenRefused("REF_OUT_OF_SCOPE");
  });
});
