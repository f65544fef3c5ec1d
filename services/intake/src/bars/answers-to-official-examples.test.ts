/**
 * Answers to every official example, fed as it lies in the folder that `BARS_EXAMPLES` names, are valid R4, whatever faults the example has.
 * The validator is npm `fhir`, which this project did not write. Without the folder the test is skipped and says so.
 */
import {
  fullAnswer,
  interimAnswer,
  plannedAnswer,
  referralNumberOf,
  serviceRequestOf,
  type AnswerParts,
} from "@ucrt/domain";
import { readBarsSettings } from "@ucrt/schemas/areas";
import { noOfficialBarsExamples, officialBarsExamples } from "@ucrt/testing";
import { describe, expect, it } from "vitest";
import { wrongInR4 } from "@ucrt/domain/wrong-in-r4";

const examples = officialBarsExamples(process.env["BARS_EXAMPLES"]);
if (examples === undefined) console.info(noOfficialBarsExamples);

const referralId = "6f1de0c2-9f5b-5a3e-8d21-0c1a2b3c4d5e";
const atMs = 1_795_600_800_000;
const partsFor = (request: unknown, category: AnswerParts["category"]): AnswerParts => ({
  request,
  originalBundleId: "86e3371d-1c15-4862-9552-d9560f8292ba",
  referralId,
  referralNumber: referralNumberOf(referralId),
  category,
  settings: readBarsSettings("mid-and-south-essex").value,
  bundleId: "c0ffee00-1111-4222-8333-444455556666",
  spaPhone: "01632 960000",
  receivedAtMs: atMs,
  atMs,
});

describe.skipIf(examples === undefined)("answers to the official examples", () => {
  it("are made from every file, as it is", () => {
    for (const { name, json } of examples ?? [])
      for (const category of ["validation", "referral"] as const) {
        const parts = partsFor(json, category);
        const answers = {
          planned: plannedAnswer(parts),
          accepted: interimAnswer(parts, { status: "in-progress", words: "Accepted." }),
          rejected: interimAnswer(parts, { status: "cancelled", reason: "RRNA", words: "No room." }),
          full: fullAnswer(parts, {
            isFirst: false,
            carePlan: "active",
            words: "999 has it.",
            outcomeCodes: ["PATLIFT"],
            newIncidentNumber: "S26-77",
          }),
          read: serviceRequestOf({ parts, version: 1, lastUpdatedMs: atMs, status: "active" }),
        };
        for (const [kind, answer] of Object.entries(answers)) expect(wrongInR4(answer), `${name} ${kind}`).toEqual([]);
      }
  });

  it("would not all be valid if they were copies: the check finds what the files get wrong", () => {
    expect(examples?.filter(({ json }) => wrongInR4(json as object).length > 0)).not.toEqual([]);
  });

  it("bring back the patient, the place and the case number of the official request", () => {
    const theRequest = examples?.find(({ name }) => name.startsWith("03-"))?.json;
    const answer = JSON.stringify(plannedAnswer(partsFor(theRequest, "validation")));
    for (const brought of ["3478526985", "LS1 6PT", "sender1234", "86e3371d-1c15-4862-9552-d9560f8292ba"])
      expect(answer).toContain(brought);
  });
});
