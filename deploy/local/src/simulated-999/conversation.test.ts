import { describe, expect, it } from "vitest";
import { beginning, evolve, type ConversationEvent } from "./conversation.ts";
import type { ReadAnswer } from "./read-answer.ts";

const about = { atMs: 1, requestId: "r" };
const arrived = (kind: "new" | "update" | "cancel", isDuplicate = false): ConversationEvent => ({
  ...about,
  type: "arrived",
  kind,
  isDuplicate,
  theirNumber: "UCRT-1",
});
const answer = (kind: ReadAnswer["kind"], more: Partial<ReadAnswer> = {}): ConversationEvent => ({
  ...about,
  type: "received",
  status: 200,
  words: "taken",
  answer: {
    kind,
    answers: "b",
    theirNumber: "UCRT-1",
    reason: undefined,
    by: "The UCRT",
    words: "",
    outcome: "",
    carePlanStatus: undefined,
    newAmbulanceCase: undefined,
    ...more,
  },
});
const breached: ConversationEvent = { type: "breached", atMs: 2 };
const after = (...events: readonly ConversationEvent[]) => events.reduce(evolve, beginning);

describe("how a case stands", () => {
  it("is ours until they have accepted, even when they have received it", () => {
    expect(after(arrived("new"))).toMatchObject({ standing: "acknowledged", owner: "999", theirNumber: "UCRT-1" });
    expect(after(arrived("new"), answer("accepted"))).toMatchObject({ standing: "accepted", owner: "UCRT" });
  });

  it("is the same after a duplicate as after the answer that was lost", () => {
    expect(after(arrived("new", true))).toEqual(after(arrived("new")));
  });

  it("is ours again, alarmed, when they give it back", () => {
    const given = answer("handed-back", { reason: { code: "RRNA", words: "nobody in time" } });
    const stood = after(arrived("new"), given);
    expect(stood).toMatchObject({ standing: "handed-back", owner: "999", isAlarm: true });
    expect(stood.words).toContain("RRNA");
    expect(stood.words).toContain("send an ambulance");
  });

  it("is taken back at the breach only while there is no answer", () => {
    expect(after(arrived("new"), breached)).toMatchObject({ standing: "taken-back", owner: "999", isAlarm: true });
    expect(after(breached)).toMatchObject({ standing: "taken-back" });
    expect(after(arrived("new"), answer("accepted"), breached)).toMatchObject({ standing: "accepted" });
    expect(after(arrived("new"), arrived("cancel"), breached)).toMatchObject({ standing: "withdrawn" });
  });

  it("stays ours when they accept too late, and says that somebody has to ring", () => {
    for (const backAgain of [breached, answer("handed-back")]) {
      const before = after(arrived("new"), backAgain);
      const stood = evolve(before, answer("accepted"));
      expect(stood).toMatchObject({ standing: before.standing, owner: "999", isAlarm: true });
      expect(stood.words).toContain("ring them");
    }
  });

  it("ends with their outcome, or with the new case that they had raised", () => {
    const finished = answer("finished", { outcome: "Stayed at home", carePlanStatus: "completed" });
    expect(after(arrived("new"), answer("accepted"), finished)).toMatchObject({
      standing: "finished",
      owner: "UCRT",
      carePlanStatus: "completed",
      isAlarm: false,
    });
    const upgraded = after(arrived("new"), answer("accepted"), answer("finished", { newAmbulanceCase: "EA-2" }));
    expect(upgraded).toMatchObject({ owner: "999", isAlarm: true, newAmbulanceCase: "EA-2" });
  });

  it("is no alarm any more when somebody has dealt with it, and stays ours", () => {
    const stood = after(arrived("new"), breached, { type: "dealt-with", atMs: 3, words: "Ambulance sent." });
    expect(stood).toMatchObject({ standing: "taken-back", owner: "999", isAlarm: false });
    expect(stood.words).toContain("Ambulance sent.");
  });

  it("does not move for an answer that we refused, nor for a refused update", () => {
    const stood = after(arrived("new"));
    expect(evolve(stood, { ...answer("accepted"), status: 503 } as ConversationEvent)).toEqual(stood);
    expect(evolve(stood, { ...about, type: "refused", kind: "update", status: 409, code: "REC_CONFLICT" })).toEqual(
      stood,
    );
  });

  it("is ours, alarmed, when the request itself is refused", () => {
    expect(after({ ...about, type: "refused", kind: "new", status: 422, code: "X" })).toMatchObject({
      standing: "refused",
      owner: "999",
      isAlarm: true,
    });
  });
});
