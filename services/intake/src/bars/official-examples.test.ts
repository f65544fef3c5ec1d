/**
 * Every official example as it is, with what it gets and why; and a4t3 messages made from the official request by changing its code, place and dates.
 * The examples lie outside the project (`BARS_EXAMPLES`); without them these tests are skipped, and say so.
 */
import { createDirectory, feedValueOf, normalise, readBarsMessage } from "@ucrt/domain";
import { noOfficialBarsExamples, officialBarsExamples } from "@ucrt/testing";
import { describe, expect, test } from "vitest";
import { readFeedMessage } from "../read-feed-message.ts";
import { readDirectory } from "@ucrt/schemas/areas";
import { changed, messageOf, receivedAtMs, settings, valueOf, type Json } from "./changed-bundle.ts";

const examples = officialBarsExamples(process.env["BARS_EXAMPLES"]);
if (examples === undefined) console.info(noOfficialBarsExamples);

const theRequest = (): Json => examples?.find(({ name }) => name.startsWith("03-"))?.json;

/** What each file gets: `taken`, or the status, the issue and the place of every refusal. */
const gets: Readonly<
  Record<string, { readonly why: string; readonly gets: "taken" | readonly (readonly [number, string, string])[] }>
> = {
  "01-process-message-POST-body-booking.json": {
    why: "a booking: this service has no slots, and says so before it looks for a ServiceRequest",
    gets: [[422, "not-supported", "MessageHeader.eventCoding"]],
  },
  "02-process-message-POST-success-booking.json": {
    why: "the answer to a booking, read as the booking-request that its header names",
    gets: [[422, "not-supported", "MessageHeader.eventCoding"]],
  },
  "03-ValidationRequest-POST.json": {
    why: "a validation request of 999; it names no use case and is taken as a4t3",
    gets: "taken",
  },
  "04-ValidationResponse-POST.json": {
    why: "an answer to a request: this service asks nobody",
    gets: [[422, "not-supported", "MessageHeader.eventCoding"]],
  },
  "05-ValidationRequest-HTTP-response.json": {
    why: "the body of a 200, which has no version; all else in it could be read",
    gets: [[400, "invariant", "Bundle.meta.versionId"]],
  },
  "06-ServiceRequest-search-GET-success.json": { why: "a searchset", gets: [[400, "structure", "Bundle.type"]] },
  "07-ServiceRequest-id-GET-success.json": {
    why: "a ServiceRequest without its message",
    gets: [[400, "structure", "Bundle"]],
  },
  "08-Slot-search-GET-success.json": { why: "a searchset", gets: [[400, "structure", "Bundle.type"]] },
  "09-Appointment-id-GET-success.json": { why: "an Appointment", gets: [[400, "structure", "Bundle"]] },
  "10-MessageDefinition-CaseTransfer.json": { why: "a searchset", gets: [[400, "structure", "Bundle.type"]] },
  "11-CapabilityStatement.json": { why: "a CapabilityStatement", gets: [[400, "structure", "Bundle"]] },
  "12-HealthcareService.json": { why: "a HealthcareService", gets: [[400, "structure", "Bundle"]] },
};
const outcome = { why: "an OperationOutcome", gets: [[400, "structure", "Bundle"]] } as const;

describe.skipIf(examples === undefined)("as published", () => {
  test.each(examples ?? [])("$name gets what it should", ({ name, json }) => {
    const expected = gets[name] ?? (name.startsWith("OperationOutcome-") ? outcome : undefined);
    expect(expected, `${name} is new: say what it gets and why`).toBeDefined();
    const read = readBarsMessage(json, settings);
    const got = read.ok ? "taken" : read.refusals.map(({ status, issue, expression }) => [status, issue, expression]);
    expect(got, expected?.why).toEqual(expected?.gets);
  });

  test("the request reaches the ambulance feed with its codes, its clocks of 2021, its numbers and its place in Leeds", () => {
    const value = valueOf(theRequest());
    expect(messageOf(theRequest())).toMatchObject({
      kind: "new",
      useCaseCode: "a4t3",
      caseId: "sender1234",
      journeyId: "d877b820-e72b-44d1-a627-195f54bfc606",
      // As sent, though it fails its check.
      nhsNumber: "3478526985",
    });
    expect(value).toMatchObject({
      kind: "referral",
      transfer: "stack-push",
      incidentNumber: "sender1234",
      arpCategory: "C3",
      pathwaysDisposition: "Dx0122",
      clocks: { clockStartAt: "2021-11-26T15:00:00.000Z", validationBreachAt: "2021-11-26T15:20:00.000Z" },
      // Of three ways to reach the contact of rank 1, the telephone of rank 1.
      callBackNumber: "07736312544",
      incident: {
        lines: ["Briggate corner", "20 The Headrow", "Leeds"],
        postcode: "LS1 6PT",
        uprn: "0008755622",
        // Published the wrong way round.
        latitude: 53.79957987629337,
        longitude: -1.5417544014466307,
      },
      patient: {
        name: "Mrs Julie Jones",
        nhsNumber: "3478526985",
        dateOfBirth: "1959-05-04",
        practice: "G82080",
        contacts: [{ rank: 1 }, { rank: 1 }, { rank: 2, phone: "0789 1234567" }],
      },
      flags: { sceneSafety: "safe" },
      need: { code: "OTHER" },
    });
    expect(value.need.codes.map(({ system, code }: Json) => `${system} ${code}`)).toEqual([
      "pathways-sd SD4033",
      "pathways-sg SG1137",
      "pathways-dx Dx0122",
      "arp C3",
      "snomed 271594007",
    ]);
    expect(value.need.narrative).toContain("CONSULTATION SUMMARY\nPRINTED ON");
    expect(value.need.narrative).toContain("the wrong way round");
  });

  test("its number that fails the check, its place outside the area and its breach of 2021 are noted, and refuse nothing", () => {
    const area = createDirectory(readDirectory("mid-and-south-essex"));
    const { feed, value } = feedValueOf(messageOf(theRequest()), { organisation: "RYC", settings, receivedAtMs });
    const judged = readFeedMessage({ feed, value, receivedAtMs, directory: area, unknownFields: "refused" });
    if (!judged.ok || judged.case === undefined) throw new Error("The feed does not take it");
    const { picture, clocks } = normalise(judged.case, { directory: area, receivedAtMs, requestId: "r-1" });
    expect(picture).toMatchObject({
      nhsNumberVerified: false,
      location: { place: null, basis: "none" },
      arpCategory: "C3",
    });
    expect(picture.dataQuality).toContain("nhs-number-fails-modulus-11");
    // Long past on arrival: handed back at once, by the rule for every stack transfer.
    expect(clocks.validationBreachAt).toBeLessThan(receivedAtMs);
  });
});

describe.skipIf(examples === undefined)("made from the official request", () => {
  const asA4t3 = (): Json =>
    changed(theRequest(), ({ bundle, one }) => {
      bundle.meta.versionId = "2.0.0";
      one("ServiceRequest").category[0].coding.push({
        system: "https://fhir.nhs.uk/CodeSystem/usecases-categories-bars",
        code: "A4T3",
      });
      one("ServiceRequest").occurrencePeriod = { start: "2026-11-25T09:58:00Z", end: "2026-11-25T11:58:00Z" };
      one("CarePlan").period.start = "2026-11-25T09:50:00Z";
      Object.assign(one("Location").address, { line: ["1 High Street"], city: "Basildon", postalCode: "SS14 3AB" });
      one("Location").position = { latitude: 51.57, longitude: 0.46 };
    });

  test("an a4t3 message in mid and south Essex is a case for a team there", () => {
    const area = createDirectory(readDirectory("mid-and-south-essex"));
    const { feed, value } = feedValueOf(messageOf(asA4t3()), { organisation: "RYC", settings, receivedAtMs });
    const judged = readFeedMessage({ feed, value, receivedAtMs, directory: area, unknownFields: "refused" });
    if (!judged.ok || judged.case === undefined) throw new Error("The feed does not take it");
    const { picture, sender } = normalise(judged.case, { directory: area, receivedAtMs, requestId: "r-1" });
    expect(sender).toMatchObject({ source: "stack", organisation: "RYC", alertsStaffAutomatically: true });
    expect(picture.location.place).not.toBeNull();
    expect(value["clocks"]).toEqual({
      clockStartAt: "2026-11-25T09:50:00.000Z",
      validationBreachAt: "2026-11-25T11:58:00.000Z",
    });
  });

  test("an update, and a cancellation as the guide and as the example has it, keep the request's id", () => {
    const update = changed(asA4t3(), ({ one }) => void (one("MessageHeader").reason.coding[0].code = "update"));
    const cancelled = changed(asA4t3(), ({ one, remove }) => {
      one("MessageHeader").reason.coding[0].code = "delete";
      const request = one("ServiceRequest");
      request.status = "entered-in-error";
      for (const field of ["basedOn", "encounter", "requester", "performer", "locationReference"])
        delete request[field];
      for (const type of ["Encounter", "CarePlan", "Location", "Flag", "Observation", "Consent"]) remove(type);
    });
    const id = "236bb75d-90ef-461f-b71e-fde7f899802c";
    expect(messageOf(update)).toMatchObject({ kind: "update", serviceRequestId: id, caseId: "sender1234" });
    expect(messageOf(cancelled)).toMatchObject({
      kind: "cancel",
      serviceRequestId: id,
      cancelReason: "entered-in-error",
    });
    expect(valueOf(cancelled, { caseId: "sender1234" })).toMatchObject({
      kind: "withdrawal",
      incidentNumber: "sender1234",
    });
  });
});
