// Who, where and by whom: contacts, person, place, words, and plain referrals of 111 and hospitals; and what happens to what fits no field.
import { describe, expect, test } from "vitest";
import { valueAfter, type Change, type Json } from "./changed-bundle.ts";

const bars = (system: string) => `https://fhir.nhs.uk/CodeSystem/${system}`;
const unchanged: Change = () => undefined;
const narrativeOf = (value: Json): string => value.need.narrative as string;

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
