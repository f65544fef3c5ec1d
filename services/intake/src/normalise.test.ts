// The four dialects as one referral, on the real directory: what each says of the person, the place, the clinician, the clocks.
import { describe, expect, test } from "vitest";
import { createDirectory, normalise, type Normalised } from "@ucrt/domain";
import type { Feed } from "@ucrt/schemas";
import { readDirectory } from "@ucrt/schemas/areas";
import { examplesReceivedAt, goodExamples } from "@ucrt/testing";
import { readFeedMessage } from "./read-feed-message.ts";

const directory = createDirectory(readDirectory("mid-and-south-essex"));
const receivedAtMs = Date.parse(examplesReceivedAt);

type Change = (message: Record<string, unknown>) => void;

/** An example, changed and normalised as if it arrived at its usual time. */
function normalised(feed: Feed, name: string, change: Change = () => undefined, atMs = receivedAtMs): Normalised {
  const example = goodExamples(feed).find((one) => one.name === name);
  if (example === undefined) throw new Error(`There is no example ${feed}/${name}`);
  const message = structuredClone(example.message) as Record<string, unknown>;
  change(message);
  const read = readFeedMessage({ feed, value: message, receivedAtMs: atMs, directory, unknownFields: "refused" });
  if (!read.ok || read.case === undefined) throw new Error(`${feed}/${name} is not a case: ${JSON.stringify(read)}`);
  return normalise(read.case, { directory, receivedAtMs: atMs, requestId: "r-1", subject: "crew-7" });
}

const group = (message: Record<string, unknown>, name: string) => message[name] as Record<string, unknown>;

describe("ambulance", () => {
  test("a crew on scene is a clinician with the patient, with its clocks and numbers", () => {
    const { sender, clocks, picture, person } = normalised("ambulance", "crew-on-scene-fall-full-screen");
    expect(sender).toMatchObject({
      feed: "ambulance",
      source: "crew",
      channel: "form",
      organisation: "RYC",
      caseId: "EX-20112026-0417",
      subject: "crew-7",
      callSign: "EX402",
      alertsStaffAutomatically: false,
    });
    expect(clocks).toEqual({
      needIdentifiedAt: Date.parse("2026-11-20T10:10:00Z"),
      receivedAt: receivedAtMs,
      ambulanceClockStartAt: Date.parse("2026-11-20T09:21:00Z"),
      validationBreachAt: null,
      crewOnSceneAt: Date.parse("2026-11-20T09:55:00Z"),
    });
    expect(picture).toMatchObject({
      ageYears: 85,
      ageBasis: "date-of-birth",
      arpCategory: "C3",
      clinicianWithPatient: true,
      carePlace: "home",
      nhsNumberVerified: true,
      dataQuality: [],
    });
    expect(picture.location).toMatchObject({
      place: "basildon-and-brentwood",
      basis: "incident-postcode",
      placesDisagree: false,
    });
    expect(picture.news2).toMatchObject({ total: 0, sentTotal: 0, missing: [] });
    expect(person.referrer).toEqual({
      name: "Rowan Sample",
      callBack: "07700 900101",
      bypass: "01632 960101",
      outOfHours: "01632 960201",
    });
    expect(person.accessNotes).toContain("Key safe");
    expect(person.visitAddress).not.toHaveProperty("accessNotes");
  });

  test("a crew without a registered clinician is not one", () => {
    const { picture } = normalised("ambulance", "crew-on-scene-fall-full-screen", (message) => {
      delete (group(message, "crew")["clinician"] as Record<string, unknown>)["registration"];
      (group(message, "clinical")["redFlagScreen"] as Record<string, unknown>)["registered"] = false;
    });
    expect(picture.clinicianWithPatient).toBe(false);
  });

  test("a stack case has nobody with the patient, and keeps its breach apart from its clock start", () => {
    const { sender, clocks, picture } = normalised("ambulance", "stack-push-realistic-gaps");
    expect(sender.source).toBe("stack");
    expect(clocks).toMatchObject({
      ambulanceClockStartAt: Date.parse("2026-11-20T09:59:10Z"),
      validationBreachAt: Date.parse("2026-11-20T11:44:10Z"),
      crewOnSceneAt: null,
    });
    expect(picture).toMatchObject({ clinicianWithPatient: false, news2: null });
    expect(picture.answers.redFlags).toBeUndefined();
  });

  test("what the call was triaged to reaches the people who take it over, beside the codes of the sender's list", () => {
    const { picture, person } = normalised("ambulance", "stack-push-realistic-gaps", (message) => {
      message["determinant"] = "17A04G";
      message["pathwaysDisposition"] = "Dx05";
      group(message, "need")["codes"] = [
        { system: "ampds", code: "17a04g", words: "A fall on the ground" },
        { system: "snomed", code: "161898004" },
      ];
    });
    expect(person.senderCodes).toEqual([
      { system: "ampds", code: "17a04g", words: "A fall on the ground" },
      { system: "pathways-dx", code: "Dx05" },
      { system: "snomed", code: "161898004" },
    ]);
    expect(JSON.stringify(picture)).not.toMatch(/17a04g|161898004/i);
  });

  test("flags of the sender are coded in the picture, and what was written about them stays with the person", () => {
    const { picture, person } = normalised("ambulance", "stack-push-realistic-gaps", (message) => {
      message["flags"] = {
        repeatCaller: true,
        agencyContacted: false,
        callWarning: true,
        otherNotes: "Shouts at staff",
      };
    });
    expect(picture.flags).toMatchObject({ repeatCaller: true, agencyContacted: false, callWarning: true });
    expect(person.flagNotes).toBe("Shouts at staff");
    expect(JSON.stringify(picture)).not.toContain("Shouts");
    expect(normalised("ambulance", "stack-push-realistic-gaps").picture.flags).not.toHaveProperty("callWarning");
  });

  test("offsets and fractions of any kind come out as the same instants", () => {
    const { clocks } = normalised("ambulance", "stack-push-odd-offsets-and-fractions");
    expect(clocks.ambulanceClockStartAt).toBe(Date.parse("2026-11-20T09:59:10.500Z"));
    expect(clocks.validationBreachAt).toBe(Date.parse("2026-11-20T11:44:10Z"));
  });

  test("without a postcode and practice the place is unknown, never a default", () => {
    const { picture } = normalised("ambulance", "stack-push-category-only-no-practice");
    expect(picture.location).toMatchObject({ place: null, basis: "none" });
    expect(picture).toMatchObject({ ageYears: 70, ageBasis: "estimated" });
    expect(picture.dataQuality).toContain("visit-postcode-missing");
  });
});

describe("hospital", () => {
  test("each department is its own source, and the visit is where the person goes", () => {
    expect(normalised("hospital", "ed-frailty-suitable").sender.source).toBe("emergency-department");
    expect(normalised("hospital", "sdec-respiratory").sender.source).toBe("sdec");
    const ward = normalised("hospital", "ward-discharge-support-in-bed");
    expect(ward.sender.source).toBe("ward");
    expect(ward.picture).toMatchObject({
      carePlace: "hospital-bed",
      clinicianWithPatient: false,
      nhsNumberVerified: false,
    });
    expect(ward.picture.dataQuality).not.toContain("nhs-number-fails-modulus-11");
    expect(ward.person.visitAddress.postcode).toBe("CM14 4AA");
  });

  test("the oxygen scale that is documented is the one that is scored; the sender's total is kept beside ours", () => {
    const { picture } = normalised("hospital", "sdec-respiratory");
    expect(picture.news2).toMatchObject({ total: 0, sentTotal: 3 });
    expect(picture.dataQuality).toContain("news2-total-differs");
  });

  test("a place and a practice that disagree are both told, and the incident decides", () => {
    const { picture } = normalised("hospital", "ed-frailty-suitable", (message) => {
      group(message, "patient")["practice"] = "SYN401";
    });
    expect(picture.location).toMatchObject({
      place: "south-east-essex",
      practicePlace: "thurrock",
      placesDisagree: true,
    });
  });
});

describe("primary care", () => {
  test("only a face-to-face consultation is a clinician with the patient", () => {
    expect(normalised("primary-care", "gp-visit-infection-suitable").picture.clinicianWithPatient).toBe(true);
    expect(normalised("primary-care", "gp-telephone-delirium-gaps").picture.clinicianWithPatient).toBe(false);
    expect(normalised("primary-care", "nhs-111-case").sender.source).toBe("nhs-111");
    expect(normalised("primary-care", "out-of-hours-end-of-life-with-plan").sender.source).toBe("gp");
  });

  test("the referring practice stands in for one that was not named, and that is noted", () => {
    const { picture } = normalised("primary-care", "gp-telephone-delirium-gaps");
    expect(picture.practice).toBe("SYN201");
    expect(picture.dataQuality).toContain("practice-assumed-from-referrer");
  });

  test("an NHS number that fails its check is kept with the person, noted, and not counted as verified", () => {
    const { picture, person } = normalised("primary-care", "gp-telephone-delirium-gaps");
    expect(picture.nhsNumberVerified).toBe(false);
    expect(picture.dataQuality).toContain("nhs-number-fails-modulus-11");
    expect(person.nhsNumber).toBe("9991234560");
  });
});

describe("community", () => {
  test("a nursing home's nurse is a clinician with the patient; a telecare operator is not", () => {
    expect(normalised("community", "care-home-catheter-suitable").picture).toMatchObject({
      carePlace: "nursing-home",
      clinicianWithPatient: true,
    });
    const telecare = normalised("community", "telecare-fall-still-on-floor");
    expect(telecare.picture).toMatchObject({ carePlace: "home", clinicianWithPatient: false });
    expect(telecare.picture.answers.fall?.onFloorNow).toBe("yes");
    expect(telecare.sender.alertsStaffAutomatically).toBe(true);
  });

  test("a call written down by SPA says for whom, and a total that lacks a parameter stays open", () => {
    const { sender, picture } = normalised("community", "phone-call-written-down-by-spa");
    expect(sender).toMatchObject({ channel: "phone", onBehalfOf: "SYN901", source: "care-home" });
    expect(picture.news2).toMatchObject({ total: null, missing: ["consciousness"] });
    expect(picture.dataQuality).toContain("news2-total-cannot-be-checked");
  });
});

describe("time", () => {
  test("instants from the future are kept and flagged, and never become a clock", () => {
    const { clocks, picture } = normalised("ambulance", "crew-on-scene-fall-full-screen", (message) => {
      group(message, "need")["identifiedAt"] = "2026-11-20T10:45:00Z";
      (group(message, "clinical")["observations"] as Record<string, unknown>)["takenAt"] = "2026-11-21T10:05:00Z";
    });
    expect(clocks.needIdentifiedAt).toBeNull();
    expect(picture.answers.observations?.takenAt).toBe(Date.parse("2026-11-21T10:05:00Z"));
    expect(picture.dataQuality).toEqual([
      "instant-in-the-future:need.identifiedAt",
      "instant-in-the-future:clinical.observations.takenAt",
    ]);
  });

  test("age is counted at receipt in local days, leap days included", () => {
    const born = (dateOfBirth: string, at: string) =>
      normalised(
        "hospital",
        "ed-frailty-suitable",
        (message) => void (group(message, "patient")["dateOfBirth"] = dateOfBirth),
        Date.parse(at),
      ).picture.ageYears;
    expect(born("1944-11-20", "2026-11-20T00:00:00Z")).toBe(82);
    expect(born("1944-11-21", "2026-11-20T23:59:00Z")).toBe(81);
    expect(born("1944-06-15", "2026-06-14T23:30:00Z")).toBe(82);
    expect(born("1936-02-29", "2027-02-28T12:00:00Z")).toBe(90);
    expect(born("1936-02-29", "2027-03-01T12:00:00Z")).toBe(91);
  });
});
