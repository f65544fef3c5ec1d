// What of a BaRS message reaches which field of a feed: codes, clocks, flags, contacts, observations, places, words; and what happens to what fits none.
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

describe("contacts", () => {
  const rank = (value: number) => ({
    url: "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ContactRank",
    valuePositiveInt: value,
  });
  const phone = (value: string, ofNumber: number, system = "phone") => ({ system, value, rank: ofNumber });

  test("are all there with a number each, first to ring first; the first is the call-back", () => {
    const value = valueAfter(({ one }) => {
      one("Patient").contact = [
        {
          extension: [rank(2)],
          relationship: [{ coding: [{ code: "C", display: "Emergency Contact" }] }],
          name: { given: ["Daughter"], family: "Up" },
          telecom: [phone("01632 960 003", 1)],
        },
        {
          extension: [rank(1)],
          relationship: [{ coding: [{ code: "ONESELF", display: "self" }] }],
          telecom: [phone("01632 960 002", 2), phone("a@b.example", 1, "email"), phone("07700 900 001", 1)],
        },
        { name: { text: "No number" }, telecom: [phone("c@d.example", 1, "email")] },
      ];
    });
    expect(value.callBackNumber).toBe("07700 900 001");
    expect(value.patient.phone).toBe("07700 900 001");
    expect(value.patient.contacts).toEqual([
      { relationship: "self", phone: "07700 900 001", rank: 1 },
      { relationship: "self", phone: "01632 960 002", rank: 1 },
      { name: "Daughter Up", relationship: "Emergency Contact", phone: "01632 960 003", rank: 2 },
    ]);
    expect(narrativeOf(value)).toContain("A contact without a number: No number.");
  });

  test("a number of another shape is read where it can be, and told where it cannot", () => {
    const ring = (number: string) =>
      valueAfter(({ one }) => void (one("Patient").contact[0].telecom = [{ system: "phone", value: number, rank: 1 }]));
    expect(ring("tel:+44-1632-960001").callBackNumber).toBe("+44-1632-960001");
    expect(ring("01632.960.001").callBackNumber).toBe("01632 960 001");
    expect(ring("+44 (0) 1632 960 001").callBackNumber).toBe("+44 1632 960 001");
    expect(ring("01632 960 001 ext. 12").callBackNumber).toBe("01632 960 001 x12");
    expect(ring("01632 960 001 extension 1234567").callBackNumber).toBe("01632960001x1234567");
    const odd = ring("ask next door");
    expect(odd.callBackNumber).toBe("01632 960999");
    expect(narrativeOf(odd)).toContain("A number that cannot be read: ask next door.");
    expect(narrativeOf(odd)).toContain("the call-back is the sending desk's");
  });

  test("a related person is a contact, after those with a rank", () => {
    const value = valueAfter(({ add, one }) => {
      add("RelatedPerson", {
        patient: one("ServiceRequest").subject,
        relationship: [{ coding: [{ code: "N", display: "Next-of-Kin" }] }],
        name: [{ given: ["Next"], family: "Kin" }],
        telecom: [phone("01632 960 009", 1)],
      });
    });
    expect(value.patient.contacts.at(-1)).toEqual({
      name: "Next Kin",
      relationship: "Next-of-Kin",
      phone: "01632 960 009",
      rank: 9,
    });
  });
});

describe("the person", () => {
  test("has name, NHS number, birth, sex, home and practice", () => {
    expect(valueAfter(unchanged).patient).toMatchObject({
      name: "Mrs Made Up",
      nhsNumber: "9991000011",
      dateOfBirth: "1941-03-02",
      sex: "female",
      homeAddress: { lines: ["1 Test Road", "Chelmsford"], postcode: "CM1 1AA" },
      practice: "F81000",
    });
  });

  test("is taken without an NHS number, a name, a birth date, a practice", () => {
    const { patient } = valueAfter(({ one }) => {
      for (const field of ["identifier", "name", "birthDate", "gender", "generalPractitioner", "address"])
        delete one("Patient")[field];
    });
    expect(patient).toEqual({ sex: "unknown", contacts: [{ phone: "01632 960001", rank: 1 }] });
  });

  test.each([
    ["2027-01-01", "2027-01-01"],
    ["1850-01-01", "1850-01-01"],
    ["1959", "1959"],
    ["1959-02-30", "1959-02-30"],
  ])("a birth date of %s is told and not used", (birthDate, told) => {
    const value = valueAfter(({ one }) => void (one("Patient").birthDate = birthDate));
    expect(value.patient).not.toHaveProperty("dateOfBirth");
    expect(narrativeOf(value)).toContain(`The date of birth cannot be used as sent: ${told}.`);
  });

  test("an estimated age comes in an Observation by its words", () => {
    const aged = (valueQuantity: Json): Json =>
      valueAfter(
        ({ add }) =>
          void add("Observation", { status: "final", code: { text: "Patient Estimated Age" }, valueQuantity }),
      );
    expect(aged({ value: 32.0, unit: "years", code: "year" }).patient.estimatedAgeYears).toBe(32);
    const months = aged({ value: 8, unit: "months", code: "mo" });
    expect(months.patient).not.toHaveProperty("estimatedAgeYears");
    expect(narrativeOf(months)).toContain("Patient Estimated Age: 8 months");
  });

  test("sex at birth is told where it is sent", () => {
    const value = valueAfter(({ add }) => {
      add("Observation", {
        status: "final",
        code: {
          coding: [
            {
              system: "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-BirthSex",
              code: "M",
              display: "Male",
            },
          ],
        },
      });
    });
    expect(narrativeOf(value)).toContain("Sex at birth: Male.");
    expect(value.need.codes.map((one: Json) => one.code)).not.toContain("M");
  });

  test("who does not speak English, or asks for it, needs an interpreter", () => {
    const language = (code: string, display: string, preferred?: boolean) => ({
      language: { coding: [{ system: "https://fhir.hl7.org.uk/CodeSystem/UKCore-HumanLanguage", code, display }] },
      preferred,
    });
    const speaking = (...communication: Json[]) =>
      valueAfter(({ one }) => void (one("Patient").communication = communication));
    expect(speaking(language("en", "English", true)).flags).not.toHaveProperty("interpreterNeeded");
    expect(speaking(language("pl", "Polish"), language("en", "English")).flags).not.toHaveProperty("interpreterNeeded");
    const polish = speaking(language("en", "English"), language("pl", "Polish", true));
    expect(polish).toMatchObject({ patient: { interpreterLanguage: "Polish" }, flags: { interpreterNeeded: true } });
    const asked = valueAfter(({ one }) => {
      one("Patient").extension.push({
        url: "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired",
        valueBoolean: true,
      });
    });
    expect(asked.flags.interpreterNeeded).toBe(true);
  });

  test("medicines and history are told, allergies first", () => {
    const { patient } = valueAfter(({ add }) => {
      add("Condition", { code: { text: "Heart failure" }, onsetDateTime: "2019" });
      add("AllergyIntolerance", {
        code: { coding: [{ display: "Amoxicillin" }] },
        reaction: [{ manifestation: [{ text: "Rash" }], severity: "mild" }],
      });
      add("MedicationStatement", {
        status: "active",
        medicationCodeableConcept: { text: "Aspirin" },
        dosage: [{ text: "1 a day" }],
      });
      add("MedicationStatement", { status: "stopped", medicationCodeableConcept: { text: "Ibuprofen" } });
    });
    expect(patient.history).toBe("Allergy or intolerance: Amoxicillin (Rash, mild)\nHeart failure (since 2019)");
    expect(patient.medication).toBe("Aspirin: 1 a day\nIbuprofen (stopped)");
  });
});

describe("the place", () => {
  test("has its lines, postcode, number and coordinates", () => {
    expect(valueAfter(unchanged).incident).toEqual({
      lines: ["1 Test Road", "Chelmsford"],
      postcode: "CM1 1AA",
      uprn: "0000000001",
      latitude: 51.73,
      longitude: 0.47,
    });
  });

  test("coordinates the wrong way round are put right, and that is told; those of nowhere are told alone", () => {
    const at = (latitude: number, longitude: number) =>
      valueAfter(({ one }) => void (one("Location").position = { latitude, longitude }));
    expect(at(0.47, 51.73)).toMatchObject({ incident: { latitude: 51.73, longitude: 0.47 } });
    expect(narrativeOf(at(0.47, 51.73))).toContain("the wrong way round");
    const nowhere = at(12, 12);
    expect(nowhere.incident).not.toHaveProperty("latitude");
    expect(narrativeOf(nowhere)).toContain("latitude 12, longitude 12");
  });

  test("a postcode is read in any writing, and one that is none stays as a line", () => {
    const by = (postalCode: string) =>
      valueAfter(({ one }) => void (one("Location").address.postalCode = postalCode)).incident;
    expect(by("ss143ab").postcode).toBe("SS14 3AB");
    expect(by(" SS14  3AB ").postcode).toBe("SS14 3AB");
    expect(by("near SS14")).toMatchObject({ lines: ["1 Test Road", "Chelmsford", "near SS14"] });
  });

  test("known by words or a number alone is enough", () => {
    const only = (url: string, valueString: string) =>
      valueAfter(({ one }) => {
        const location = one("Location");
        delete location.address;
        delete location.position;
        location.extension[0].extension = [{ url, valueString }];
      }).incident;
    expect(only("what3words", "///noted.bunch.ballots")).toEqual({ lines: [], what3words: "noted.bunch.ballots" });
    expect(only("UPRN", "200002546857")).toEqual({ lines: ["UPRN 200002546857"], uprn: "200002546857" });
  });

  test("of several the incident's own is visited; the others are for who drives there", () => {
    const typed = (code: string) => ({
      coding: [{ system: bars("location-types-bars"), code, display: `${code} location` }],
    });
    const value = valueAfter(({ add, one }) => {
      one("Location").type = [typed("CLOC")];
      const incident = add("Location", {
        type: [typed("ILOC")],
        address: { line: ["2 High Street"], postalCode: "SS14 3AB" },
        description: "Side gate",
      });
      one("ServiceRequest").locationReference.push({ reference: incident });
    });
    expect(value.incident).toMatchObject({
      lines: ["2 High Street"],
      accessNotes: "Side gate\nCLOC location: 1 Test Road, Chelmsford, CM1 1AA, 51.73 0.47",
    });
  });

  test("an address that is too long for the lines is told in full", () => {
    const value = valueAfter(
      ({ one }) => void (one("Location").address.line = ["1", "2", "3", "4", "5", "6", "x".repeat(200)]),
    );
    expect(value.incident.lines).toHaveLength(6);
    expect(narrativeOf(value)).toContain("x".repeat(200));
  });
});

describe("observations", () => {
  const at = "2026-11-25T09:55:00Z";
  const measured = (code: string, value: number, unit: string, more: Json = {}): Json => ({
    status: "final",
    code: { coding: [{ system: snomed, code, display: `Code ${code}` }] },
    effectiveDateTime: at,
    valueQuantity: { value, unit },
    ...more,
  });
  const withOnly = (...observations: Json[]): Json =>
    valueAfter(({ add, remove }) => {
      remove("Observation");
      for (const one of observations) add("Observation", one);
    });
  const finding = (code: string): Json => ({
    status: "final",
    code: { coding: [{ system: snomed, code }] },
    effectiveDateTime: at,
  });

  test("every NEWS2 measurement has its field, and the sender's total is kept", () => {
    const value = withOnly(
      measured("86290005", 21, "{Breaths}/min"),
      measured("103228002", 93, "%"),
      measured("364075005", 95, "{beats}/min"),
      measured("276885007", 37.5, "Cel"),
      {
        ...finding("75367002"),
        component: [
          { code: { coding: [{ system: snomed, code: "72313002" }] }, valueQuantity: { value: 120, unit: "mm[Hg]" } },
          {
            code: { coding: [{ system: snomed, code: "1091811000000102", display: "Diastolic" }] },
            valueQuantity: { value: 60, unit: "mm[Hg]" },
          },
        ],
      },
      finding("722742002"),
      { ...finding("1104441000000107"), valueCodeableConcept: { coding: [{ system: snomed, code: "248234008" }] } },
      measured("1104051000000101", 6, "{ScoreOf}"),
    );
    expect(value.clinical.observations).toEqual({
      takenAt: "2026-11-25T09:55:00.000Z",
      respirationsPerMinute: 21,
      oxygenSaturationPercent: 93,
      pulsePerMinute: 95,
      temperatureCelsius: 37.5,
      systolicMmHg: 120,
      onOxygen: false,
      consciousness: "alert",
      news2Total: 6,
    });
    expect(narrativeOf(value)).toContain("Diastolic: 60 mm[Hg]");
  });

  test("the sub-scores of NEWS2 are points and never read as measurements", () => {
    const subScores = [
      "1104301000000104",
      "1104311000000102",
      "1104331000000105",
      "1104341000000101",
      "1104351000000103",
      "1104361000000100",
      "1104371000000107",
    ];
    const value = withOnly(...subScores.map((code) => measured(code, 3, "{score}")));
    expect(value.clinical).not.toHaveProperty("observations");
    expect(narrativeOf(value)).toContain("Code 1104351000000103: 3 {score}");
  });

  test.each<[string, Json, string]>([
    ["Fahrenheit", measured("276885007", 98.6, "degF"), "98.6 degF"],
    ["a temperature that could be either, in Fahrenheit", measured("276885007", 40, "[degF]"), "40 [degF]"],
    ["kPa", measured("72313002", 160, "kPa"), "160 kPa"],
    [
      "a code and a word that disagree",
      measured("276885007", 37, "Cel", { valueQuantity: { value: 37, unit: "degF", code: "Cel" } }),
      "37 degF",
    ],
    ["a fraction where the field counts", measured("103228002", 93.5, "%"), "93.5 %"],
    [
      "codes that disagree",
      measured("364075005", 37, "/min", {
        code: { coding: ["364075005", "276885007"].map((code) => ({ system: snomed, code, display: "Either" })) },
      }),
      "Either: 37 /min",
    ],
    ["out of range", measured("364075005", 999, "/min"), "999 /min"],
    [
      "less than",
      measured("103228002", 80, "%", { valueQuantity: { value: 80, unit: "%", comparator: "<" } }),
      "< 80 %",
    ],
    [
      "a day without a time",
      measured("364075005", 80, "/min", { effectiveDateTime: "2026-11-25" }),
      "80 /min (2026-11-25)",
    ],
    ["no time at all", measured("364075005", 80, "/min", { effectiveDateTime: undefined }), "80 /min (time not given)"],
  ])("%s is told in words and not taken", (_name, observation, told) => {
    const value = withOnly(observation);
    expect(value.clinical).not.toHaveProperty("observations");
    expect(narrativeOf(value)).toContain(told);
  });

  test.each([
    ["130987000", "new-confusion"],
    ["300202002", "voice"],
    ["450847001", "pain"],
    ["422768004", "unresponsive"],
  ])("a finding of consciousness counts by itself: %s is %s", (code, consciousness) => {
    expect(withOnly(finding(code)).clinical.observations).toMatchObject({ consciousness });
  });

  test("on oxygen is on oxygen", () => {
    const onOxygen = {
      ...finding("301282008"),
      valueCodeableConcept: { coding: [{ system: snomed, code: "371825009" }] },
    };
    expect(withOnly(onOxygen).clinical.observations).toMatchObject({ onOxygen: true });
  });

  test("the newest of a set counts, with the time of its oldest; what is older than the set is told", () => {
    const value = withOnly(
      measured("364075005", 95, "/min", { effectiveDateTime: "2026-11-25T09:55:00Z" }),
      measured("364075005", 80, "/min", { effectiveDateTime: "2026-11-25T09:45:00Z" }),
      measured("86290005", 18, "/min", { effectiveDateTime: "2026-11-25T09:40:00Z" }),
      measured("103228002", 97, "%", { effectiveDateTime: "2026-11-25T08:00:00Z" }),
    );
    expect(value.clinical.observations).toEqual({
      takenAt: "2026-11-25T09:40:00.000Z",
      pulsePerMinute: 95,
      respirationsPerMinute: 18,
    });
    expect(narrativeOf(value)).toContain("Also sent: Code 364075005: 80 /min");
    expect(narrativeOf(value)).toContain("Also sent: Code 103228002: 97 %");
  });

  test("of somebody or something else is not the patient's", () => {
    const value = valueAfter(({ one }) => {
      one("Observation").subject = one("ServiceRequest").performer[0];
    });
    expect(value.clinical).not.toHaveProperty("observations");
    expect(narrativeOf(value)).toContain("An observation that is not of the patient is not used");
  });

  test("entered in error is none, and the frailty scale has its field", () => {
    const value = withOnly(
      measured("364075005", 95, "/min", { status: "entered-in-error" }),
      measured("445414007", 6, "{score}"),
    );
    expect(value.clinical).toEqual({ clinicalFrailtyScale: 6 });
    expect(withOnly(measured("445414007", 12, "{score}")).clinical).toEqual({});
  });
});

describe("words", () => {
  test("come in the order in which a case is told, with real line breaks", () => {
    const value = valueAfter(({ one, add }) => {
      one("CarePlan").activity[0].outcomeCodeableConcept = [
        { text: "SUMMARY /n First<br>Second<br/>and/no third, y/n asked\\nFourth" },
      ];
      one("CarePlan").activity[0].detail = { description: "Please lift" };
      one("ServiceRequest").note = [{ text: "A note" }];
      one("ServiceRequest").patientInstruction = "Ring 999 if worse";
      one("Encounter").reasonCode = [{ text: "Cannot get up" }];
      add("QuestionnaireResponse", {
        status: "completed",
        item: [
          { text: "Special notes", item: [{ linkId: "Detail", answer: [{ valueString: "Not to be seen alone" }] }] },
        ],
      });
      add("Communication", { topic: { text: "Call log" }, payload: [{ contentString: "A knife on scene" }] });
    });
    expect(narrativeOf(value)).toBe(
      [
        "SUMMARY",
        "First",
        "Second",
        "and/no third, y/n asked",
        "Fourth",
        "Please lift",
        "A note",
        "Told to the patient: Ring 999 if worse",
        "Cannot get up",
        "Special notes",
        "Detail: Not to be seen alone",
        "Call log: A knife on scene",
        "[The sender names no ambulance category.]",
      ].join("\n"),
    );
  });

  test("that are too long are cut with a sentence that says so, and our own notes still fit", () => {
    const value = valueAfter(({ one }) => {
      one("CarePlan").activity[0].outcomeCodeableConcept = [{ text: "word ".repeat(4_000) }];
      delete one("ServiceRequest").occurrencePeriod;
    });
    const narrative = narrativeOf(value);
    expect(narrative.length).toBeLessThanOrEqual(8_000);
    expect(narrative).toContain("[Cut here. The whole text is in the sender's message.]");
    expect(narrative).toContain("no validation breach time");
  });

  test("of a million blanks or slashes hold nobody up", () => {
    const value = valueAfter(({ one }) => {
      one("CarePlan").activity[0].outcomeCodeableConcept.push({ text: `a\n${" ".repeat(1_000_000)}b` });
      one("Patient").identifier.push({ system: `${"/".repeat(1_000_000)}a`, value: "1" });
      one("Patient").contact[0].telecom.push({ system: "phone", value: "0 ".repeat(500_000) });
    });
    expect(narrativeOf(value)).toContain("a\nb");
  });

  test("say first that a person has died, where that is recorded", () => {
    expect(narrativeOf(valueAfter(({ one }) => void (one("Patient").deceasedBoolean = true)))).toMatch(
      /^The sender records/,
    );
  });
});

describe("plain referrals", () => {
  test("from 111 name who refers, with the one number that was sent", () => {
    const value = valueAfter(unchanged, "ucrt-111", "referral");
    expect(value).toMatchObject({
      kind: "referral",
      journeyNumber: "S26-0001234",
      service: "nhs-111",
      referredBy: { name: "Call Taker", role: "Role not given" },
      numbers: { callBack: "01632 960999", bypass: "01632 960999", outOfHours: "01632 960999" },
      visit: { lines: ["1 Test Road", "Chelmsford"], postcode: "CM1 1AA" },
    });
    expect(value).not.toHaveProperty("alertsStaffAutomatically");
    expect(narrativeOf(value)).toContain(
      "one telephone number: it stands for the direct and the out-of-hours number too",
    );
  });

  test("from a hospital name the site, the department and a registered clinician", () => {
    const value = valueAfter(
      ({ one }) => {
        one("Practitioner").identifier = [{ system: "https://fhir.hl7.org.uk/Id/gmc-number", value: "C1234567" }];
        one("PractitionerRole").code = [{ coding: [{ display: "Emergency medicine doctor" }] }];
      },
      "ucrt-ed",
      "referral",
    );
    expect(value).toMatchObject({
      encounterNumber: "S26-0001234",
      site: { code: "RYC" },
      department: "emergency-department",
      referredBy: {
        name: "Call Taker",
        role: "Emergency medicine doctor",
        registration: { body: "GMC", number: "C1234567" },
      },
      destination: { postcode: "CM1 1AA" },
    });
  });

  test("from 999 without an ambulance go to the ambulance feed", () => {
    expect(valueAfter(unchanged, "a3t1", "referral")).toMatchObject({
      transfer: "stack-push",
      incidentNumber: "S26-0001234",
    });
  });
});
