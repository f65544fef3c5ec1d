import type { ReferralView } from "@ucrt/schemas";
import { describe, expect, it } from "vitest";
import { aRow, testNowMs } from "../live/rows-for-tests.ts";
import { sbarOf } from "./sbar.ts";

const minute = 60_000;
const actor = {
  kind: "person" as const,
  subject: "s",
  name: "Ash Sample",
  role: "ucrt-clinician",
  organisation: "RAT",
  team: "ucrt-a",
  registration: null,
};
const fact = (sequence: number, type: string, minutes: number, words: string, data: Record<string, unknown> = {}) => ({
  sequence,
  type,
  at: testNowMs + minutes * minute,
  recordedAt: testNowMs + minutes * minute,
  actor,
  words,
  data,
});

function aView(change: Partial<ReferralView> = {}): ReferralView {
  const row = aRow({ team: "ucrt-a", state: "accepted", flags: ["safeguarding"] });
  return {
    referralId: row.referralId,
    version: 4,
    state: "accepted",
    responsibility: "ucrt",
    owner: { kind: "team", name: "ucrt-a" },
    nextDeadline: null,
    response: "two-hour",
    feed: "primary-care",
    source: "gp",
    channel: "system",
    senderOrganisation: "SYN101",
    senderName: "Dr Morgan Invented",
    picture: {
      ageYears: 84,
      ageBasis: "date-of-birth",
      sex: "female",
      practice: "SYN101",
      temporaryResident: "no",
      need: "FALL",
      otherNeeds: ["WOUND"],
      carePlace: "home",
      arpCategory: null,
      answers: {
        fall: { onFloorNow: "yes", headStrike: "no", anticoagulant: "no", antiplatelet: "no" },
        observations: { takenAt: testNowMs - 5 * minute, pulsePerMinute: 84, oxygenSaturationPercent: 96 },
      },
      news2: {
        total: null,
        knownTotal: 1,
        anyParameterThree: false,
        missing: ["temperature"],
        sentTotal: null,
        takenAt: testNowMs - 5 * minute,
      },
      flags: {
        safeguarding: "yes",
        sceneSafety: "safe",
        infectionRisk: "no",
        interpreterNeeded: false,
        reasonableAdjustment: false,
      },
      location: {
        place: "mid-essex",
        lsoa: null,
        district: null,
        postcodeDistrict: "CM9",
        practicePlace: null,
        basis: "incident-postcode",
        placesDisagree: false,
      },
      alternative: "convey",
      clinicianWithPatient: true,
      nhsNumberVerified: true,
      dataQuality: [],
    },
    person: {
      name: "Wren Standin",
      nhsNumber: "9991008233",
      dateOfBirth: "1942-09-03",
      sex: "female",
      phone: "01632 960321",
      visitAddress: { lines: ["7 Sample Close"], postcode: "CM9 5AA" },
      contacts: [{ name: "Lane Standin", relationship: "daughter", phone: "01632 960303", rank: 1 }],
      accessNotes: "Key safe 4711",
      narrative: "Fell in the kitchen.",
      safeguardingNotes: "Known to the council.",
      referrer: { callBack: "07700 900121" },
    },
    hidden: [],
    clocks: {
      needIdentifiedAt: null,
      receivedAt: testNowMs,
      clockStartAt: testNowMs,
      decisionBy: null,
      handBackAt: null,
      validationBreachAt: null,
      twoHourDueAt: testNowMs + 120 * minute,
      firstFaceToFaceAt: null,
    },
    decision: null,
    findings: [],
    considered: [],
    offer: null,
    accepted: {
      team: "ucrt-a",
      clinician: { name: "Ash Sample", role: "ucrt-clinician", registration: { body: "HCPC", number: "PA1" } },
      expectedAt: testNowMs + 45 * minute,
    },
    handedBack: null,
    callTasks: [],
    links: [],
    notes: [{ noteId: "n", at: testNowMs + 20 * minute, by: "Ash Sample", text: "Daughter will open." }],
    may: [],
    history: [
      fact(1, "opened", 0, "Received"),
      fact(2, "offered", 1, "Offered to Mid Essex"),
      fact(3, "accepted", 5, "Accepted by Ash Sample, Mid Essex"),
    ],
    row,
    ...change,
  };
}

const names = {
  teamName: (id: string) => (id === "ucrt-a" ? "Mid Essex" : id),
  organisationName: (ods: string) => `Acorn Surgery ${ods}`,
};

describe("the text for the record", () => {
  it("says at acceptance what is known, in the order of SBAR, with times, and nothing of what is not", () => {
    const text = sbarOf(aView(), names, testNowMs + 6 * minute);
    const headings = ["SITUATION", "BACKGROUND", "ASSESSMENT", "RESPONSE AND PLAN"];
    expect(headings.map((heading) => text.indexOf(heading))).toEqual(
      headings.map((heading) => text.indexOf(heading)).toSorted((one, other) => one - other),
    );
    for (const line of [
      "Name: Wren Standin",
      "NHS number: 9991008233",
      "Age: 84 years, born 3 Sept 1942, female",
      "Address of the visit: 7 Sample Close, CM9 5AA",
      "Need: Fall, Wound",
      "Still on the floor when referred",
      "Contacts: Lane Standin daughter 01632 960303",
      "Observations: SpO2 96 %, pulse 84, taken 11:55",
      "NEWS2: at least 1 (not taken: temperature), at 11:55",
      "Risks and flags: Safeguarding",
      "12:05 Accepted by Ash Sample, Mid Essex",
      "Two hours end: 14:00",
      "If UCRT could not come: convey",
      "12:20 Note by Ash Sample: Daughter will open.",
    ])
      expect(text.split("\n")).toContain(line);
    expect(text).toMatch(/Accepted by Ash Sample, UCRT clinician, HCPC PA1, Mid Essex; expected 12:45/);
    expect(text).not.toMatch(/Medication|undefined|null|Offered/);
  });

  it("never says how to get in: key-safe codes stay where they are sealed", () => {
    expect(sbarOf(aView(), names, testNowMs)).not.toContain("4711");
  });

  it("says at close what was done and when, in the order in which it happened, whenever it was entered", () => {
    const text = sbarOf(
      aView({
        summary: "to-be-sent",
        history: [
          fact(3, "accepted", 5, "Accepted by Ash Sample, Mid Essex"),
          fact(4, "no-access-recorded", 40, "Nobody at the door", {
            callsMade: 2,
            nextOfKinCalled: true,
            referrerCalled: false,
            welfareCheckAskedOf: "none",
          }),
          fact(6, "arrived", 130, "Arrived, later than two hours", {
            minutesFromReceived: 130,
            isBreach: true,
            breachReason: "access",
          }),
          fact(5, "set-off", 20, "On the way"),
          fact(7, "onward-accepted", 150, "Virtual ward accepted", {
            service: "virtual-ward",
            by: { name: "Alex Notreal", role: "Nurse", registration: null },
          }),
          fact(8, "closed", 155, "Closed: virtual ward", { outcome: "virtual-ward" }),
        ],
      }),
      names,
      testNowMs + 160 * minute,
    );
    expect(text).toContain("RESPONSE AND OUTCOME");
    expect(text.split("\n").filter((line) => /^\d\d:\d\d (?!Note)/.test(line))).toEqual([
      "12:05 Accepted by Ash Sample, Mid Essex",
      "12:20 On the way",
      "12:40 Nobody at the door: 2 calls, next of kin called, referrer not called, welfare check: none",
      "14:10 Arrived, first face to face; 130 min after receipt, over two hours (access)",
      "14:30 Virtual ward accepted: Alex Notreal, Nurse",
      "14:35 Closed: virtual ward",
    ]);
    expect(text).toContain("Summary for the GP: still to be sent");
  });

  it("is addressed to the practice when it is the summary for the GP", () => {
    const text = sbarOf(aView({ summary: "to-be-sent" }), names, testNowMs, "gp-summary");
    expect(text.split("\n")[0]).toMatch(/closure summary for the GP, UCR-\w{4}-\w{4}$/);
    expect(text).toContain("To: Acorn Surgery SYN101 (SYN101)");
  });

  it("can be made where the name may not be seen", () => {
    const text = sbarOf(aView({ person: null, hidden: ["person", "access-notes"], notes: [] }), names, testNowMs);
    expect(text).not.toMatch(/Wren|undefined|null/);
    expect(text).toContain("Need: Fall, Wound");
  });
});
