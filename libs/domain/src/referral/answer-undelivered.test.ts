// An answer that the sender's system never took: a person rings, until it got through, was said, or is no longer news.
import { describe, expect, it } from "vitest";
import type { AnswerToSender, Source } from "@ucrt/schemas";
import { story, type Story } from "./given-when-then.ts";
import { MINUTE, T0, madeAmendment, madeAssessed, madeReceived, madeRouted, people } from "./made-referral.ts";

const offered = (source: Source = "stack"): Story =>
  story()
    .when({ kind: "submitted", message: madeReceived({ source, validationBreachAtMs: T0 + 90 * MINUTE }) })
    .when({ kind: "advice", advice: madeAssessed() })
    .when({ kind: "advice", advice: madeRouted() });

const accepted = (source: Source = "stack"): Story => {
  const life = offered(source).at(2);
  const expectedAt = T0 + 60 * MINUTE;
  return life.command(people.clinicianA, "accept", { offerId: life.offerId(), expectedAt, byPhone: false });
};

const undelivered = (answer: AnswerToSender) => ({ kind: "answer-undelivered", answer, undelivered: true }) as const;
const gotThrough = (answer: AnswerToSender) => ({ kind: "answer-undelivered", answer, undelivered: false }) as const;

describe("an answer that was not delivered", () => {
  it("has SPA ring 999 for a case of the stack, and says what is to be said", () => {
    const life = accepted().at(12).when(undelivered("accepted")).thenFacts("call-task-raised");
    expect(life.fact("call-task-raised").data).toMatchObject({
      reason: "answer-undelivered",
      whom: "999",
      answer: "accepted",
      dueBy: T0 + 17 * MINUTE,
    });
    life.shows({ alarms: ["call-task"], deadline: ["call-task-due", 17] });
    expect(life.row().answerUndeliveredTo).toBe("999");
  });

  it("has SPA ring the referrer of any other case, and 999 when a crew has meanwhile reached a case of the stack", () => {
    const other = accepted("nhs-111").when(undelivered("accepted"));
    expect(other.fact("call-task-raised").data.whom).toBe("referrer");
    const reached = offered().when({ kind: "submitted", message: madeAmendment({ source: "crew" }) });
    reached.when({ kind: "advice", advice: madeAssessed(undefined, 2) });
    reached.when({ kind: "advice", advice: madeRouted(undefined, { revision: 2, attempt: 2 }) });
    const expectedAt = T0 + 60 * MINUTE;
    reached.command(people.clinicianA, "accept", { offerId: reached.offerId(), expectedAt, byPhone: false });
    expect(reached.is("accepted").opened().source).toBe("crew");
    reached.when(undelivered("accepted"));
    expect(reached.fact("call-task-raised").data.whom).toBe("999");
  });

  it("is one call, however often it is said", () => {
    accepted().when(undelivered("accepted")).when(undelivered("accepted")).thenIgnored("repeat");
  });

  it("is settled when it got through after all, and only by the same answer", () => {
    const life = accepted().when(undelivered("accepted"));
    life.when(gotThrough("ended")).thenIgnored("nothing-to-do");
    life.when(gotThrough("accepted")).thenFacts("call-task-settled");
    expect(life.fact("call-task-settled").data.because).toBe("acknowledged");
    expect(life.row()).toMatchObject({ openCallTasks: 0 });
    expect(life.row()).not.toHaveProperty("answerUndeliveredTo");
    life.when(gotThrough("accepted")).thenIgnored("nothing-to-do");
  });

  it("is settled by the call", () => {
    const life = accepted().when(undelivered("accepted"));
    const call = { with: "999", reached: true, agreed: "other" } as const;
    life.command(people.coordinator, "record-call", { ...call, with: "team" });
    expect(life.row()).toMatchObject({ openCallTasks: 1 });
    // From the row of the board, which names no call: the one that is open to 999 is meant.
    life.command(people.coordinator, "record-call", call);
    expect(life.row()).toMatchObject({ state: "accepted", openCallTasks: 0 });
  });

  it("is no longer rung about once later news has taken its place, which has an answer of its own", () => {
    const life = accepted().when(undelivered("accepted"));
    life
      .at(5)
      .command(people.clinicianA, "hand-back", { reason: "capacity" })
      .thenFacts("handed-back", "call-task-settled");
    life.when(undelivered("accepted")).thenIgnored("stale");
    life.when(undelivered("handed-back")).thenFacts("call-task-raised");
    expect(life.fact("call-task-raised").data).toMatchObject({ whom: "999", answer: "handed-back" });
    life.when(gotThrough("accepted")).thenIgnored("nothing-to-do");
  });

  it("keeps an ended case on the board until somebody has rung, and ends there", () => {
    const life = accepted()
      .at(40)
      .command(people.clinicianA, "arrive", {})
      .command(people.clinicianA, "close", { outcome: "stayed-home", summary: "sent" })
      .shows({ lane: "done" });
    life.when(undelivered("accepted")).thenIgnored("stale");
    life.when(undelivered("ended")).thenFacts("call-task-raised").is("closed");
    life.shows({ lane: "awaiting-acknowledgement", owner: "spa-coordinator", deadline: ["call-task-due", 45] });
    const { taskId } = life.fact("call-task-raised").data;
    life.command(people.coordinator, "record-call", { taskId, with: "999", reached: true, agreed: "acknowledged" });
    life.shows({ lane: "done" });
  });

  it("is no longer rung about once a named person of the sender has taken the hand-back; given up only later, it is", () => {
    const message = madeReceived({ source: "stack", validationBreachAtMs: T0 + MINUTE });
    const person = { name: "Duty Officer", role: "dispatcher", registration: null };
    const acknowledge = { what: "hand-back", by: person, byPhone: true } as const;
    const life = story().when({ kind: "submitted", message }).is("handed-back").when(undelivered("handed-back"));
    life
      .command(people.coordinator, "acknowledge", acknowledge)
      .thenFacts("acknowledged", "call-task-settled", "closed")
      .shows({ lane: "done" });
    const later = story().when({ kind: "submitted", message });
    later.command(people.coordinator, "acknowledge", acknowledge).is("closed");
    later.when(undelivered("handed-back")).thenFacts("call-task-raised");
    later.shows({ lane: "awaiting-acknowledgement", owner: "spa-coordinator" });
  });

  it("stays to be told when the case is closed after an emergency, because no other answer follows", () => {
    const life = accepted().at(30).command(people.clinicianA, "arrive", {});
    const handover = { reason: "deterioration", incidentNumber: "1", handedOverAt: life.nowMs } as const;
    life.command(people.clinicianA, "escalate-999", handover).when(undelivered("escalated"));
    life.command(people.clinicianA, "close", { outcome: "conveyed", summary: "sent" }).is("closed");
    life.shows({ lane: "awaiting-acknowledgement", owner: "spa-coordinator" });
    expect(life.row().answerUndeliveredTo).toBe("999");
  });

  it("of a case that ended before anybody of ours had seen the patient is rung about as a hand-back or as an end", () => {
    const steps = {
      callsMade: 2,
      nextOfKinCalled: true,
      referrerCalled: true,
      welfareCheckAskedOf: "police",
    } as const;
    for (const answer of ["handed-back", "ended"] as const) {
      const life = accepted();
      life.command(people.clinicianA, "no-access", steps);
      life.command(people.clinicianA, "close", { outcome: "not-reached", summary: "to-be-sent" }).is("closed");
      life.when(undelivered(answer)).thenFacts("call-task-raised");
    }
    // Seen by one team, and not reached by the next: the case is the sender's again all the same.
    const again = accepted().at(40).command(people.clinicianA, "arrive", {});
    again.command(people.clinicianA, "transfer-team", { reason: "capacity" }).is("waiting");
    again.when({ kind: "advice", advice: madeRouted(undefined, { attempt: 2 }) });
    const expectedAt = T0 + 90 * MINUTE;
    again.command(people.clinicianB, "accept", { offerId: again.offerId(), expectedAt, byPhone: false });
    again.command(people.clinicianB, "no-access", steps);
    again.command(people.clinicianB, "close", { outcome: "not-reached", summary: "to-be-sent" }).is("closed");
    again.when(undelivered("handed-back")).thenFacts("call-task-raised");
    const seen = accepted().at(40).command(people.clinicianA, "arrive", {});
    seen.command(people.clinicianA, "close", { outcome: "stayed-home", summary: "sent" });
    seen.when(undelivered("handed-back")).thenIgnored("stale");
  });

  it("is not rung about when the sender has withdrawn its case itself", () => {
    const life = accepted().when(undelivered("accepted"));
    life.when({
      kind: "submitted",
      message: {
        type: "withdrawal-received",
        id: "00000000-0000-4000-8000-0000000000b1",
        referralId: "00000000-0000-4000-8000-000000000001",
        at: life.nowMs,
        correlationId: "c",
        reason: "upgraded",
        organisation: "ORG1",
      },
    });
    expect(
      life
        .is("withdrawn")
        .opened()
        .callTasks.filter((task) => !task.isDone),
    ).toEqual([]);
    life.when(undelivered("ended")).thenIgnored("stale");
  });

  it("tells 999 by telephone that the case is back with it as an emergency", () => {
    const life = accepted().at(30).command(people.clinicianA, "arrive", {}).when(undelivered("accepted"));
    life.command(people.clinicianA, "escalate-999", {
      reason: "deterioration",
      incidentNumber: "1",
      handedOverAt: life.nowMs,
    });
    expect(life.row()).not.toHaveProperty("answerUndeliveredTo");
    life.when(undelivered("escalated"));
    expect(life.fact("call-task-raised").data).toMatchObject({ whom: "999", answer: "escalated" });
  });
});
