// What of a BaRS message says how urgent it is and what to be careful of: envelope, codes, clocks, flags; and what happens to what fits no field.
import { describe, expect, test } from "vitest";
import { madeAndChanged, messageOf, valueAfter, valueOf, type Change, type Json } from "./changed-bundle.ts";

const snomed = "http://snomed.info/sct";
const bars = (system: string) => `https://fhir.nhs.uk/CodeSystem/${system}`;
const unchanged: Change = () => undefined;
const narrativeOf = (value: Json): string => value.need.narrative as string;

describe("the envelope", () => {
  test("a validation request is a push from the 999 stack, whose sender tells its staff of a rejection", () => {
    expect(valueAfter(unchanged)).toMatchObject({
      kind: "referral",
      incidentNumber: "S26-0001234",
      organisation: "RYC",
      sentAt: "2026-11-25T09:58:00.123Z",
      channel: "system",
      alertsStaffAutomatically: true,
      transfer: "stack-push",
    });
  });

  test("an update is an amendment, a cancellation a withdrawal with its reason", () => {
    const update = valueAfter(({ one }) => void (one("MessageHeader").reason.coding[0].code = "update"));
    expect(update).toMatchObject({ kind: "amendment", incidentNumber: "S26-0001234" });
    const cancelled = valueAfter(({ one }) => {
      one("MessageHeader").reason.coding[0].code = "delete";
      one("ServiceRequest").status = "entered-in-error";
    });
    expect(cancelled).toEqual({
      kind: "withdrawal",
      incidentNumber: "S26-0001234",
      organisation: "RYC",
      sentAt: "2026-11-25T09:58:00.123Z",
      channel: "system",
      reason: "entered-in-error",
      at: "2026-11-25T09:58:00.123Z",
    });
  });

  test("a case number that is too long, or none, gives way to one made of the request's id", () => {
    for (const identifier of [[{ value: "a case number of more than twenty" }], undefined])
      expect(valueAfter(({ one }) => void (one("Encounter").identifier = identifier)).incidentNumber).toBe(
        "11111111222243338444",
      );
    const long = valueAfter(
      ({ one }) => void (one("Encounter").identifier = [{ value: "a number of more than twenty" }]),
    );
    expect(narrativeOf(long)).toContain("The sender's case number: a number of more than twenty.");
  });

  test("the case is named as it is held, when that is said", () => {
    expect(valueOf(madeAndChanged(unchanged), { caseId: "HELD-1" }).incidentNumber).toBe("HELD-1");
  });

  test("times of any shape and offset are read, and written in UTC", () => {
    const value = valueAfter(({ one }) => {
      one("ServiceRequest").meta.lastUpdated = "2026-11-25T16:58:00.1234567+07:00";
      one("CarePlan").period.start = "2026-11-25T09:52:00.9999999Z";
    });
    expect(value).toMatchObject({
      sentAt: "2026-11-25T09:58:00.123Z",
      clocks: { clockStartAt: "2026-11-25T09:52:00.999Z" },
    });
  });

  test("the request's own time orders messages; without it the message's", () => {
    const bundle = madeAndChanged(({ bundle: all, one }) => {
      delete one("ServiceRequest").meta.lastUpdated;
      one("MessageHeader").meta.lastUpdated = "2026-11-25T09:59:00Z";
      all.timestamp = "2020-01-01T00:00:00Z";
    });
    expect(messageOf(bundle).writtenAtMs).toBe(Date.parse("2026-11-25T09:59:00Z"));
  });

  test("the address to answer to and the journey are known", () => {
    expect(messageOf(madeAndChanged(unchanged))).toMatchObject({
      replyTo: { system: "https://fhir.nhs.uk/Id/dos-service-id", value: "2000011147" },
      journeyId: "5b0c9a51-3b7e-4d1c-8b39-2c7f1f9f1a10",
      nhsNumber: "9991000011",
    });
    const unclear = madeAndChanged(({ one }) => void (one("MessageHeader").source.endpoint = "https://sender.example"));
    expect(messageOf(unclear).replyTo).toBeNull();
  });
});

describe("codes and clocks of 999", () => {
  test("category, determinant, clock start and breach have their fields, and a fall its need", () => {
    expect(valueAfter(unchanged)).toMatchObject({
      arpCategory: "C3",
      determinant: "17A04G",
      clocks: { clockStartAt: "2026-11-25T09:52:00.000Z", validationBreachAt: "2026-11-25T11:58:00.000Z" },
      need: {
        code: "FALL",
        codes: [
          { system: "ampds", code: "17A04G" },
          { system: "arp", code: "C3", words: "Cat3 Urgent" },
        ],
      },
    });
  });

  test("Pathways codes come by their short names, the disposition in its field", () => {
    const coding = (system: string, code: string) => ({
      coding: [{ system: bars(system), code, display: `${code} in words` }],
    });
    const value = valueAfter(({ one }) => {
      one("CarePlan").activity[0].outcomeCodeableConcept = [
        coding("pathways-sg-codes", "SG1011"),
        coding("pathways-sd-codes", "SD4501"),
        coding("pathways-dx-codes", "Dx0122"),
        coding("arp-priority-code", "C4"),
      ];
    });
    expect(value).toMatchObject({ arpCategory: "C4", pathwaysDisposition: "Dx0122" });
    expect(value.need.codes.map((one: Json) => one.system)).toEqual([
      "pathways-sg",
      "pathways-sd",
      "pathways-dx",
      "arp",
    ]);
    expect(value.need.codes[0].words).toBe("SG1011 in words");
  });

  test("codes of reasons, Conditions and Observations without a value are there too, those struck out are not", () => {
    const coded = (code: string) => ({ coding: [{ system: snomed, code, display: code }] });
    const value = valueAfter(({ add, one }) => {
      one("ServiceRequest").reasonCode = [coded("1001")];
      add("Condition", { code: coded("1002") });
      add("Condition", { code: coded("1003"), verificationStatus: { coding: [{ code: "refuted" }] } });
      add("Observation", { status: "final", code: coded("271594007") });
      add("Observation", { status: "entered-in-error", code: coded("1004") });
    });
    expect(value.need.codes.map((one: Json) => one.code)).toEqual(["17A04G", "C3", "1001", "1002", "271594007"]);
  });

  test("sixty codes are listed, and the rest counted", () => {
    const value = valueAfter(({ one }) => {
      one("ServiceRequest").reasonCode = Array.from({ length: 70 }, (_unused, index) => ({
        coding: [{ system: snomed, code: String(9_000 + index) }],
      }));
    });
    expect(value.need.codes).toHaveLength(60);
    expect(narrativeOf(value)).toContain("12 further codes");
  });

  test("a code that this area says nothing about leaves the need to a clinician, or to the use case", () => {
    const unknownCode: Change = ({ one }) =>
      void (one("CarePlan").activity[0].outcomeCodeableConcept[0].coding[0].code = "26A01");
    expect(valueAfter(unknownCode).need.code).toBe("OTHER");
    expect(valueAfter(unknownCode, "a4t2").need.code).toBe("FALL");
  });

  test("of two categories the more urgent one counts, and both are told", () => {
    const value = valueAfter(({ one }) => {
      one("CarePlan").activity[0].outcomeCodeableConcept[1].coding.push({
        system: bars("arp-priority-codes"),
        code: "C4",
      });
    });
    expect(value.arpCategory).toBe("C3");
    expect(narrativeOf(value)).toContain("more than one ambulance category: C3, C4");
  });

  test("a validation request without a category says so, one with an unknown category too", () => {
    const without = valueAfter(({ one }) => void one("CarePlan").activity[0].outcomeCodeableConcept.splice(1, 1));
    expect(without).not.toHaveProperty("arpCategory");
    expect(narrativeOf(without)).toContain("The sender names no ambulance category.");
    const unknown = valueAfter(
      ({ one }) => void (one("CarePlan").activity[0].outcomeCodeableConcept[1].coding[0].code = "C9"),
    );
    expect(unknown).not.toHaveProperty("arpCategory");
    expect(narrativeOf(unknown)).toContain("an ambulance category that is not known here");
    expect(unknown.need.codes).toContainEqual({ system: "arp", code: "C9", words: "Cat3 Urgent" });
  });

  test("a determinant is read in either writing", () => {
    const value = valueAfter(
      ({ one }) => void (one("CarePlan").activity[0].outcomeCodeableConcept[0].coding[0].code = "17-a-04-g"),
    );
    expect(value).toMatchObject({ determinant: "17A04G", need: { code: "FALL" } });
  });

  test("a breach time that is missing or cannot be read is told, and never guessed", () => {
    const missing = valueAfter(({ one }) => void delete one("ServiceRequest").occurrencePeriod);
    expect(missing.clocks).toEqual({ clockStartAt: "2026-11-25T09:52:00.000Z" });
    expect(narrativeOf(missing)).toContain("no validation breach time");
    const local = valueAfter(({ one }) => void (one("ServiceRequest").occurrencePeriod.end = "2026-11-25T11:58:00"));
    expect(local.clocks).not.toHaveProperty("validationBreachAt");
    expect(narrativeOf(local)).toContain("cannot be read: 2026-11-25T11:58:00");
  });
});

describe("flags", () => {
  const withFlag =
    (category: string, code: Json, more: Json = {}): Change =>
    ({ remove, add }) => {
      remove("Flag");
      add("Flag", {
        status: "active",
        category: [{ coding: [{ system: bars("flag-categories-bars"), code: category, display: `Flag ${category}` }] }],
        code,
        ...more,
      });
    };
  const coded = (code: string, system = "x") => ({ coding: [{ system: bars(system), code, display: `Code ${code}` }] });

  test.each<[string, Json, Json]>([
    ["SG", coded("766561000000109"), { safeguarding: "yes", safeguardingNotes: "Flag SG: Code 766561000000109" }],
    ["SG", coded("861931000000100"), { safeguarding: "no", safeguardingNotes: "Flag SG: Code 861931000000100" }],
    ["SG", { text: "Door was open" }, { safeguarding: "yes", safeguardingNotes: "Flag SG: Door was open" }],
    ["SS", coded("S"), { sceneSafety: "safe", sceneNotes: "Flag SS: Code S" }],
    ["SS", { ...coded("U"), text: "A dog" }, { sceneSafety: "unsafe", sceneNotes: "Flag SS: Code U; A dog" }],
    ["SS", coded("UNK"), { sceneSafety: "unknown", sceneNotes: "Flag SS: Code UNK" }],
    ["SS", { text: "Not sure" }, { sceneSafety: "unknown", sceneNotes: "Flag SS: Not sure" }],
    [
      "RA",
      coded("adjustforneedlephobia"),
      { reasonableAdjustment: true, otherNotes: "Flag RA: Code adjustforneedlephobia" },
    ],
    ["IR", { text: "MRSA" }, { infectionRisk: "yes", otherNotes: "Flag IR: MRSA" }],
    ["RC", { text: "Third call" }, { repeatCaller: true, otherNotes: "Flag RC: Third call" }],
    ["AC", coded("PI"), { agencyContacted: true, otherNotes: "Flag AC: Code PI" }],
    ["CW", { text: "Shouts" }, { callWarning: true, otherNotes: "Flag CW: Shouts" }],
    ["API", { text: "Does not like animals" }, { otherNotes: "Flag API: Does not like animals" }],
    ["RS", coded("718941000000104"), { otherNotes: "Flag RS: Code 718941000000104" }],
    ["ZZ", { text: "Of next year" }, { otherNotes: "Flag ZZ: Of next year" }],
  ])("%s %j", (category, code, flags) => {
    expect(valueAfter(withFlag(category, code)).flags).toEqual(flags);
  });

  test("a ReSPECT form is a plan that nobody here has seen yet", () => {
    expect(valueAfter(withFlag("RT", coded("1107891000000106"))).clinical.advancePlan).toEqual({
      kind: "ReSPECT",
      seenByNamedPerson: false,
      treatAtHome: "unknown",
      coversThisEvent: "unknown",
    });
  });

  test("one entered in error is none; one no longer current is told and sets nothing", () => {
    expect(valueAfter(withFlag("SG", coded("U"), { status: "entered-in-error" })).flags).toEqual({});
    expect(valueAfter(withFlag("CW", coded("U"), { status: "inactive" })).flags).toEqual({
      otherNotes: "Flag CW (no longer current): Code U",
    });
  });

  test("of several the more careful reading counts", () => {
    const value = valueAfter((open) => {
      withFlag("SS", coded("S"))(open);
      const flag = (category: string, code: Json) =>
        open.add("Flag", { status: "active", category: [coded(category, "flag-categories-bars")], code });
      flag("SS", coded("U"));
      flag("SG", coded("861931000000100"));
      flag("SG", coded("766561000000109"));
    });
    expect(value.flags).toMatchObject({ sceneSafety: "unsafe", safeguarding: "yes" });
  });

  test("without a category is told by the system of its code", () => {
    const value = valueAfter(withFlag("", coded("U", "scene-safety-codes-bars"), { category: undefined }));
    expect(value.flags.sceneSafety).toBe("unsafe");
  });

  test("how the person lives stands beside the flags", () => {
    const value = valueAfter(({ add }) => {
      add("Observation", {
        status: "final",
        code: { coding: [{ system: bars("household-composition-bars"), code: "LivesAlone", display: "Lives Alone" }] },
      });
    });
    expect(value.flags.otherNotes).toBe("Household: Lives Alone");
  });
});

describe("how to get in", () => {
  const additional =
    (text: string): Change =>
    ({ add, one }) =>
      void add("Flag", {
        status: "active",
        category: [
          {
            coding: [{ system: bars("flag-categories-bars"), code: "API", display: "Additional Patient Information" }],
          },
        ],
        code: { text },
        subject: one("ServiceRequest").subject,
      });

  test("said as additional information is sealed with the access notes, and nowhere else", () => {
    const value = valueAfter(additional("Key safe left of the door, code 4711"));
    expect(value.incident.accessNotes).toContain("4711");
    const { incident: _incident, ...rest } = value;
    expect(JSON.stringify(rest)).not.toContain("4711");
  });

  test("is not what other additional information is about: that is for whoever is offered the case", () => {
    const value = valueAfter(additional("Patient does not like animals"));
    expect(value.flags.otherNotes).toContain("does not like animals");
    expect(value.incident.accessNotes ?? "").not.toContain("animals");
  });
});
