import { describe, expect, it } from "vitest";
import { ourEncounterIdOf } from "./answer-parts.ts";
import { fullAnswer, type Full } from "./full-answer.ts";
import { interimAnswer } from "./interim-answer.ts";
import { MADE_AT_MS, MADE_BUNDLE, MADE_REFERRAL, madeParts, madeRequest } from "./made-request.ts";
import { fullUrlOfId, onlyOne, resourcesOf } from "./resources-of.ts";
import { useContextOf } from "./use-context.ts";

const ours = ourEncounterIdOf(MADE_REFERRAL);
const referral = () => madeParts({ category: "referral", request: madeRequest("a3t1", "referral") });
const stayedHome: Full = { isFirst: false, carePlan: "completed", words: "Stayed at home.", outcomeCodes: ["C5"] };
const emergency: Full = {
  isFirst: false,
  carePlan: "active",
  words: "999 has it.",
  outcomeCodes: [],
  newIncidentNumber: "S26-77",
  clockStartAtMs: MADE_AT_MS,
};

describe("an interim response", () => {
  const answer = interimAnswer(madeParts(), { status: "in-progress", words: "Accepted by Team north." });

  it("goes from us to where the sender asked for answers, about its first message", () => {
    expect(onlyOne(answer, "MessageHeader")).toMatchObject({
      eventCoding: { code: "servicerequest-response" },
      reason: { coding: [{ code: "new" }] },
      response: { identifier: MADE_BUNDLE, code: "ok" },
      destination: [{ endpoint: "https://fhir.nhs.uk/Id/dos-service-id|2000011147" }],
      source: {
        endpoint: "https://fhir.nhs.uk/Id/dos-service-id|2000099146",
        contact: { system: "phone", value: "01632 960000" },
      },
      focus: [{ reference: fullUrlOfId(answer, ours) }],
      definition: "https://fhir.nhs.uk/MessageDefinition/bars-message-servicerequest-response-validation-interim",
    });
  });

  it("is signed by us and received by the sender, under the names that the sender's message gave both", () => {
    const header = onlyOne(answer, "MessageHeader");
    const named = Object.fromEntries(answer.entry.map(({ fullUrl, resource }) => [fullUrl, resource["name"]]));
    expect(named[(header["sender"] as { reference: string }).reference]).toContain("single point of access");
    const [destination] = header["destination"] as readonly { receiver: { reference: string } }[];
    expect(named[destination?.receiver.reference ?? ""]).toBe("Ambulance service");
  });

  it("says in-progress with who and when in words, and leaves the sender's Encounter as it was", () => {
    const [theirs, mine] = resourcesOf(answer, "Encounter");
    expect(theirs).toMatchObject({ status: "triaged" });
    expect(mine).toMatchObject({
      status: "in-progress",
      period: { start: "2026-11-25T10:00:00.000Z" },
      reasonCode: [{ coding: [{ code: "validation-triage-outcome" }], text: "Accepted by Team north." }],
    });
    expect(mine?.["period"]).not.toHaveProperty("end");
  });

  it("brings nothing clinical back and names no staff, ours or theirs", () => {
    for (const type of ["CarePlan", "Observation", "Flag"]) expect(resourcesOf(answer, type)).toEqual([]);
    expect(JSON.stringify(answer)).not.toContain("Taker");
    expect(onlyOne(answer, "Practitioner")["name"]).toEqual([
      { text: "Urgent Community Response, single point of access" },
    ]);
  });

  it("says why a case goes back", () => {
    const back = interimAnswer(madeParts(), { status: "cancelled", reason: "RRNA", words: "No team has room." });
    expect(resourcesOf(back, "Encounter")[1]).toMatchObject({
      status: "cancelled",
      period: { end: "2026-11-25T10:04:00.000Z" },
      reasonCode: [
        {
          coding: [
            {
              system: "https://fhir.nhs.uk/CodeSystem/rejected-reasons-bars",
              code: "RRNA",
              display: "Requested resource not available within timescale",
            },
          ],
          text: "No team has room.",
        },
      ],
    });
    expect(onlyOne(back, "ServiceRequest")).toMatchObject({ status: "active" });
  });

  it("to a plain referral takes the short form, and revokes it when nobody could be reached", () => {
    const back = interimAnswer(referral(), { status: "cancelled", reason: "FC", words: "Nobody answered." });
    expect(onlyOne(back, "ServiceRequest")).toMatchObject({ status: "revoked" });
    expect(onlyOne(back, "MessageHeader")["definition"]).toMatch(/response-referral-short$/);
  });
});

describe("a full response", () => {
  const answer = fullAnswer(madeParts(), stayedHome);

  it("finishes our Encounter and completes the CarePlan with the outcome", () => {
    expect(onlyOne(answer, "MessageHeader")).toMatchObject({
      reason: { coding: [{ code: "update" }] },
      focus: [{ reference: fullUrlOfId(answer, ours) }],
      definition: "https://fhir.nhs.uk/MessageDefinition/bars-message-servicerequest-response-validation-full",
    });
    expect(resourcesOf(answer, "Encounter").map(({ status }) => status)).toEqual(["triaged", "finished"]);
    expect(onlyOne(answer, "CarePlan")).toMatchObject({
      status: "completed",
      encounter: { reference: fullUrlOfId(answer, ours) },
      activity: [
        {
          outcomeCodeableConcept: [
            { coding: [{ system: "https://fhir.nhs.uk/CodeSystem/arp-priority-codes", code: "C5" }] },
            { text: "Stayed at home." },
          ],
        },
      ],
    });
  });

  it("keeps the sender's clock start, place, flags and consent", () => {
    expect(onlyOne(answer, "CarePlan")["period"]).toEqual({ start: "2026-11-25T09:52:00Z" });
    expect(onlyOne(answer, "Location")).toMatchObject({ address: { postalCode: "CM1 1AA" } });
    expect(resourcesOf(answer, "Flag")).toHaveLength(2);
    expect(onlyOne(answer, "Consent")).toMatchObject({ policyRule: { coding: [{ code: "IMPLIED" }] } });
    expect(onlyOne(answer, "ServiceRequest")).toMatchObject({ status: "active" });
  });

  it("brings back the place of the incident, and no other", () => {
    const request = JSON.parse(JSON.stringify(madeRequest())) as { entry: unknown[] };
    const place = (last: string, code: string, postalCode: string) => ({
      fullUrl: `urn:uuid:11111111-2222-4333-8444-${last}`,
      resource: { resourceType: "Location", type: [{ coding: [{ code }] }], address: { postalCode } },
    });
    request.entry.unshift(place("000000000091", "RLOC", "CM2 2BB"), place("000000000092", "ILOC", "CM3 3CC"));
    const kept = (of: unknown) => onlyOne(fullAnswer(madeParts({ request: of }), stayedHome), "Location")["address"];
    expect(kept(request)).toMatchObject({ postalCode: "CM1 1AA" });
    const unnamed = JSON.stringify(request).replace(/"locationReference":\[[^\]]*\],?/, "");
    expect(kept(JSON.parse(unnamed.replace(",}", "}")))).toMatchObject({ postalCode: "CM3 3CC" });
  });

  it("does not repeat the sender's own findings as ours", () => {
    expect(JSON.stringify(answer)).not.toMatch(/Fell in the kitchen|17A04G|"C3"/);
  });

  it("says what the team found of the scene's safety, or that nobody knows", () => {
    const unsafe = fullAnswer(madeParts(), { ...stayedHome, sceneSafety: { code: "U", words: "A dog" } });
    expect(resourcesOf(unsafe, "Flag")).toHaveLength(2);
    expect(resourcesOf(unsafe, "Flag")[0]).toMatchObject({ code: { coding: [{ code: "U" }], text: "A dog" } });
    const request = JSON.parse(JSON.stringify(madeRequest()).replace('"code":"SS"', '"code":"RC"')) as unknown;
    expect(resourcesOf(fullAnswer(madeParts({ request }), stayedHome), "Flag")[0]).toMatchObject({
      code: { coding: [{ code: "UNK" }] },
    });
  });

  it("tells of the new incident in a third Encounter to which the CarePlan points, and stays active", () => {
    const urgent = fullAnswer(madeParts(), emergency);
    const [, , third] = resourcesOf(urgent, "Encounter");
    expect(third).toMatchObject({
      identifier: [{ system: "urn:oid:2.16.840.1.113883.2.1.3.2.4.18.20", value: "S26-77" }],
    });
    expect(onlyOne(urgent, "CarePlan")).toMatchObject({
      status: "active",
      period: { start: "2026-11-25T10:00:00.000Z" },
      activity: [{ outcomeReference: [{ reference: fullUrlOfId(urgent, third?.id ?? "") }] }],
    });
  });

  it("is new when no interim went before", () => {
    const first = fullAnswer(madeParts(), { ...stayedHome, isFirst: true });
    expect(onlyOne(first, "MessageHeader")["reason"]).toMatchObject({ coding: [{ code: "new" }] });
  });

  it("to a plain referral is about the request and has one Encounter", () => {
    const plain = fullAnswer(referral(), emergency);
    expect(onlyOne(plain, "Encounter")).toMatchObject({ status: "finished" });
    expect(onlyOne(plain, "MessageHeader")).toMatchObject({
      focus: [{ reference: fullUrlOfId(plain, MADE_REFERRAL) }],
      definition: "https://fhir.nhs.uk/MessageDefinition/bars-message-servicerequest-response-referral",
    });
  });
});

describe("the header use-context of a response", () => {
  it("names use case, category, event and reason", () => {
    expect(useContextOf(fullAnswer(madeParts(), stayedHome))).toBe("a4t3|validation|servicerequest-response|update");
    const local = madeParts({ category: "referral", request: madeRequest("ucrt-111", "referral") });
    expect(useContextOf(fullAnswer(local, { ...stayedHome, isFirst: true }))).toBe(
      "ucrt-111|referral|servicerequest-response|new",
    );
  });
});
