import { describe, expect, it } from "vitest";
import { commandsFor } from "./commands-for.ts";
import { story, type Story } from "./given-when-then.ts";
import {
  MINUTE,
  T0,
  madeAmendment,
  madeAssessed,
  madePicture,
  madeReceived,
  madeRouted,
  people,
} from "./made-referral.ts";

const flags = {
  safeguarding: "no",
  infectionRisk: "no",
  interpreterNeeded: false,
  reasonableAdjustment: false,
} as const;
const accepted = (sceneSafety: "safe" | "unsafe" | "unknown"): Story => {
  const life = story()
    .when({
      kind: "submitted",
      message: madeReceived({ picture: madePicture({ flags: { ...flags, sceneSafety } }) }),
    })
    .when({ kind: "advice", advice: madeAssessed() })
    .when({ kind: "advice", advice: madeRouted() });
  return life
    .command(people.clinicianA, "accept", { offerId: life.offerId(), expectedAt: T0 + 60 * MINUTE, byPhone: false })
    .is("accepted");
};

describe("an unsafe scene", () => {
  it("lets nobody set off before two different people have said that they know", () => {
    const life = accepted("unsafe");
    expect(life.row().sceneAcknowledgements).toBe(0);
    life.command(people.clinicianA, "en-route", {}).thenRefused("REF_SCENE_NOT_ACKNOWLEDGED");
    life.command(people.clinicianA, "acknowledge-scene", {}).thenFacts("scene-acknowledged");
    life.command(people.clinicianA, "acknowledge-scene", {}).thenIgnored("nothing-to-do");
    life.command(people.clinicianA, "en-route", {}).thenRefused("REF_SCENE_NOT_ACKNOWLEDGED");
    expect(commandsFor(people.clinicianA, life.referral)).not.toContain("en-route");
    life.command(people.leadA, "acknowledge-scene", {}).thenFacts("scene-acknowledged");
    expect(life.row().sceneAcknowledgements).toBe(2);
    expect(commandsFor(people.clinicianA, life.referral)).toContain("en-route");
    life.command(people.clinicianA, "en-route", {}).thenFacts("set-off");
  });

  it("takes the single point of access as one of the two, and no other team", () => {
    const life = accepted("unsafe");
    life.command(people.clinicianB, "acknowledge-scene", {}).thenRefused("REF_OUT_OF_SCOPE");
    life.command(people.coordinator, "acknowledge-scene", {}).thenFacts("scene-acknowledged");
    life.command(people.clinicianA, "acknowledge-scene", {}).thenFacts("scene-acknowledged");
    life.command(people.clinicianA, "en-route", {}).thenFacts("set-off");
  });

  it("is acknowledged anew once the referrer has amended the picture", () => {
    const life = accepted("unsafe");
    life.command(people.clinicianA, "acknowledge-scene", {}).command(people.leadA, "acknowledge-scene", {});
    life.when({
      kind: "submitted",
      message: madeAmendment({ picture: madePicture({ flags: { ...flags, sceneSafety: "unsafe" } }) }),
    });
    expect(life.row().sceneAcknowledgements).toBe(0);
    life.command(people.clinicianA, "en-route", {}).thenRefused("REF_SCENE_NOT_ACKNOWLEDGED");
  });

  it("never keeps an arrival out of the record: it has happened", () => {
    accepted("unsafe").at(30).command(people.clinicianA, "arrive", {}).thenFacts("arrived");
  });

  it.each(["safe", "unknown"] as const)("asks nobody when the scene is %s", (sceneSafety) => {
    const life = accepted(sceneSafety);
    expect(life.row().sceneAcknowledgements).toBeUndefined();
    life.command(people.clinicianA, "acknowledge-scene", {}).thenRefused("REF_NOTHING_TO_ACKNOWLEDGE");
    life.command(people.clinicianA, "en-route", {}).thenFacts("set-off");
  });
});

describe("the closure summary", () => {
  const closed = (summary: "sent" | "to-be-sent" | "not-needed"): Story =>
    accepted("safe")
      .at(30)
      .command(people.clinicianA, "arrive", {})
      .command(people.clinicianA, "close", { outcome: "stayed-home", summary })
      .is("closed");

  it("is owed until somebody of the team says that it was sent, and then once", () => {
    const life = closed("to-be-sent");
    expect(commandsFor(people.leadA, life.referral)).toContain("summary-sent");
    life.command(people.clinicianB, "summary-sent", {}).thenRefused("REF_OUT_OF_SCOPE");
    life.command(people.leadA, "summary-sent", {}).thenFacts("summary-sent");
    life.command(people.leadA, "summary-sent", {}).thenIgnored("nothing-to-do");
    expect(commandsFor(people.leadA, life.referral)).not.toContain("summary-sent");
  });

  it.each(["sent", "not-needed"] as const)("is not owed when it was %s at closure", (summary) => {
    closed(summary).command(people.leadA, "summary-sent", {}).thenIgnored("nothing-to-do");
  });

  it("cannot have been sent before the referral was closed", () => {
    closed("to-be-sent")
      .at(60)
      .command(people.leadA, "summary-sent", { at: T0 + 29 * MINUTE, lateReason: "paper-fallback" })
      .thenRefused("REF_TIME_TOO_EARLY");
  });
});
