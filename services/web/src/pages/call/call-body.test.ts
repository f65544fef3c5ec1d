import {
  communityReferral,
  ambulanceReferral,
  hospitalReferral,
  primaryCareReferral,
  type Principal,
} from "@ucrt/schemas";
import { expect, test } from "vitest";
import { callBody, callCheck, type Call } from "./call-body.ts";
import { callSources } from "./call-fields.ts";

const principal: Principal = {
  subject: "ann",
  name: "Ann Answers",
  role: "spa-coordinator",
  organisation: "RAT",
};
const nowMs = Date.UTC(2026, 10, 25, 14, 30);
const call = (answers: Call["answers"], found: Call["found"] = [], as = principal): Call => ({
  draftId: "0d9f3c54-0a51-4f0e-9a57-2f5d3f0a0006",
  answers: {
    callBack: "07700 900451",
    callerName: "Sam Caller",
    callerRole: "Nurse",
    onBehalfOf: "SYN901",
    name: "Ivy Fictitious",
    dateOfBirth: "27031941",
    address: "1 Sample Close",
    postcode: "SS14 3AB",
    need: "FALL",
    ...answers,
  },
  found,
  principal: as,
  nowMs,
});

test("whoever may ring, what they said is a sound message of their feed, by telephone, for their organisation", () => {
  const contracts = {
    community: communityReferral,
    ambulance: ambulanceReferral,
    hospital: hospitalReferral,
    "primary-care": primaryCareReferral,
  };
  for (const { value, feed } of callSources) {
    const crew = value === "crew" ? { caseId: "EX-1", callSign: "EX402" } : {};
    const { feed: to, body } = callBody(call({ from: value, ...crew }));
    expect(to).toBe(feed);
    const read = contracts[feed].safeParse(body);
    expect([value, read.error?.issues ?? []]).toEqual([value, []]);
    expect(body).toMatchObject({ channel: "phone", onBehalfOf: "SYN901", patient: { dateOfBirth: "1941-03-27" } });
    expect(JSON.stringify(body)).toContain("Sam Caller");
    expect(JSON.stringify(body)).not.toContain("Ann Answers");
  }
});

test("a call whose caller has no number of their own for it has the same reference each time", () => {
  const first = callBody(call({ from: "self" })).body;
  expect(first).toMatchObject({ reference: "CALL-0D9F3C54" });
  expect(callBody({ ...call({ from: "self" }), nowMs: nowMs + 60_000 }).body["reference"]).toBe(first["reference"]);
});

test("who looked for red flags is who did: a coordinator's questions are no clinician's screen, and a flag named in passing rules out nothing", () => {
  const screen = (given: Call) => (callBody(given).body["clinical"] as Record<string, unknown>)["redFlagScreen"];
  expect(screen(call({ from: "care-home" }))).toBeUndefined();
  expect(screen(call({ from: "care-home", screenedBy: "me" }))).toMatchObject({
    doneBy: "call-handler",
    registered: false,
  });
  expect(screen(call({ from: "care-home", screenedBy: "caller-other" }))).toMatchObject({ registered: false });
  expect(screen(call({ from: "crew", screenedBy: "caller-clinician", caseId: "EX-1" }))).toMatchObject({
    doneBy: "paramedic",
    registered: true,
  });
  const nurse: Principal = { ...principal, role: "spa-clinician", registration: { body: "NMC", number: "00A0002E" } };
  expect(screen(call({ from: "care-home", screenedBy: "me" }, [], nurse))).toMatchObject({
    doneBy: "nurse",
    registered: true,
  });
  expect(screen(call({ from: "care-home" }, ["headInjury"]))).toMatchObject({
    findings: ["headInjury"],
    covers: ["headInjury"],
    registered: false,
  });
});

test("a call from paper was identified when the paper says so, and never later than now", () => {
  const identified = (takenAt: string) =>
    (callBody(call({ from: "self", takenAt })).body["need"] as { identifiedAt: string }).identifiedAt;
  expect(identified("13:05")).toBe("2026-11-25T13:05:00.000Z");
  expect(identified("15:00")).toBe("2026-11-25T14:30:00.000Z");
});

test("the questions for the criteria carry no identity", () => {
  const text = JSON.stringify(callCheck(call({ from: "care-home" })));
  for (const never of ["Ivy", "Sam", "900451", "Sample Close"]) expect(text).not.toContain(never);
});
