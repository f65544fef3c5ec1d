/** What the door sends, held against an R4 validator that this project did not write (npm `fhir`), strict about what R4 does not know. */
import { describe, expect, it } from "vitest";
import { capabilityStatementOf } from "./capability-statement.ts";
import { MADE_AT_MS, madeParts, madeRequest, madeSettings } from "./made-request.ts";
import { messageDefinitionsOf } from "./message-definitions.ts";
import { operationOutcomeOf, refusalOfProblem } from "./operation-outcome.ts";
import { fullAnswer, type Full } from "./full-answer.ts";
import { interimAnswer } from "./interim-answer.ts";
import { plannedAnswer } from "./planned-answer.ts";
import { serviceRequestOf, serviceRequestsOf } from "./service-request-read.ts";
import { wrongInR4 } from "./wrong-in-r4.ts";

const id = "c0ffee00-1111-4222-8333-444455556677";

const stayedHome: Full = {
  isFirst: false,
  carePlan: "completed",
  words: "Stayed at home.",
  outcomeCodes: ["C5", "PATLIFT"],
};
const emergency: Full = {
  isFirst: true,
  carePlan: "active",
  words: "999 has it.",
  outcomeCodes: [],
  newIncidentNumber: "S26-77",
  clockStartAtMs: MADE_AT_MS,
  sceneSafety: { code: "U", words: "A dog" },
};

describe("the validator", () => {
  it("finds a planted fault, so that the other tests can fail", () => {
    expect(wrongInR4({ resourceType: "Encounter", status: "complete", class: { code: "EMER" } })).not.toEqual([]);
    expect(wrongInR4({ resourceType: "Encounter", status: "finished" })).not.toEqual([]);
    expect(wrongInR4({ ...plannedAnswer(madeParts()), colour: "red" })).not.toEqual([]);
  });
});

describe("valid R4", () => {
  it("is every refusal", () => {
    for (const status of [400, 401, 403, 404, 405, 406, 408, 409, 413, 415, 418, 422, 425, 429, 500, 501, 502, 503])
      expect(wrongInR4(operationOutcomeOf({ refusals: [refusalOfProblem({ status })], id })), String(status)).toEqual(
        [],
      );
  });

  it("is a planned answer, and one to a cancellation", () => {
    expect(wrongInR4(plannedAnswer(madeParts()))).toEqual([]);
    expect(wrongInR4(plannedAnswer(madeParts(), { status: "revoked" }))).toEqual([]);
  });

  it("is every response, of a validation request and of a plain referral", () => {
    for (const parts of [madeParts(), madeParts({ category: "referral", request: madeRequest("a3t1", "referral") })]) {
      expect(wrongInR4(interimAnswer(parts, { status: "in-progress", words: "Accepted." }))).toEqual([]);
      for (const reason of ["RRNA", "FC", "OTH"] as const)
        expect(wrongInR4(interimAnswer(parts, { status: "cancelled", reason, words: "No room." }))).toEqual([]);
      for (const full of [stayedHome, emergency]) expect(wrongInR4(fullAnswer(parts, full))).toEqual([]);
    }
  });

  it("is what is said of the door", () => {
    const settings = madeSettings;
    expect(
      wrongInR4(capabilityStatementOf({ settings, baseUrl: "https://ucrt.example/FHIR/R4", softwareVersion: "0.1.0" })),
    ).toEqual([]);
    const found = messageDefinitionsOf({
      settings,
      contexts: ["https://fhir.nhs.uk/Id/dos-service-id|2000099146"],
      id,
      selfUrl: "https://ucrt.example/FHIR/R4/MessageDefinition",
      atMs: MADE_AT_MS,
    });
    expect(found.ok && wrongInR4(found.bundle)).toEqual([]);
  });

  it("is what a sender reads again", () => {
    const held = { parts: madeParts(), version: 2, lastUpdatedMs: MADE_AT_MS, status: "active" as const };
    expect(wrongInR4(serviceRequestOf(held))).toEqual([]);
    for (const all of [[held], []])
      expect(
        wrongInR4(
          serviceRequestsOf({ held: all, id, selfUrl: "https://ucrt.example/ServiceRequest", atMs: MADE_AT_MS }),
        ),
      ).toEqual([]);
  });
});
