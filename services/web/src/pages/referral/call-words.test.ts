// What SPA says on the telephone when the sender's system did not take our answer.
import { describe, expect, it } from "vitest";
import { callAsked } from "./call-words.ts";

const nowMs = Date.UTC(2026, 10, 22, 12, 0);
const around = { teamName: () => "Thurrock", nowMs };
const referralId = "6f1de0c2-9f5b-5a3e-8d21-0c1a2b3c4d5e";
const nothing = {
  referralId,
  accepted: null,
  handedBack: null,
  row: { endedAs: null },
  clocks: { firstFaceToFaceAt: null },
};
const undelivered = (answer: string, whom = "999") => ({ reason: "answer-undelivered", whom, answer });

describe("a call task in words", () => {
  it("says whom to ring, why, and that a team comes when", () => {
    const clinician = { name: "Ash Sample", role: "ucrt-clinician", registration: null };
    const accepted = { team: "ucrt-thurrock", clinician, expectedAt: nowMs + 3_600_000 };
    expect(callAsked(undelivered("accepted"), { ...nothing, accepted }, around)).toEqual({
      ring: "Ring 999",
      why: "999's system did not take our answer",
      say: "we have taken the case. Thurrock expects to be there at 13:00. Our number is UCR-38NK-RKAY.",
    });
  });

  it.each([
    ["handed-back", "the case is back with them: breach time near."],
    ["ended", "the case has ended with us: stayed home."],
    ["escalated", "the person got worse, and we handed over to 999 as an emergency."],
    ["of-next-year", "how the case stands now."],
  ])("says of %s: %s", (answer, say) => {
    const handedBack = { reason: "breach-time-near", to: "999", acknowledged: false };
    const clocks = { firstFaceToFaceAt: nowMs };
    const view = { ...nothing, handedBack, row: { endedAs: "stayed-home" }, clocks };
    expect(callAsked(undelivered(answer, "referrer"), view, around)).toMatchObject({
      ring: "Ring the referrer",
      why: "Their system did not take our answer",
      say: `${say} Our number is UCR-38NK-RKAY.`,
    });
  });

  it("leaves no doubt whose case it is when it ended and nobody of ours had seen the patient", () => {
    const view = { ...nothing, row: { endedAs: "not-reached" } };
    expect(callAsked(undelivered("ended"), view, around).say).toBe(
      "the case has ended with us: not reached. Nobody of ours has seen the patient: it is with them again. Our number is UCR-38NK-RKAY.",
    );
  });

  it("says nothing for the caller to repeat where the call is about something else", () => {
    expect(callAsked({ reason: "offer-unseen", whom: "shift-lead" }, nothing, around)).toEqual({
      ring: "Ring the shift lead",
      why: "Offer unseen",
    });
  });
});
