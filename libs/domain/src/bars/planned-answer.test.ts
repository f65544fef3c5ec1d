import { describe, expect, it } from "vitest";
import { referralNumberOf } from "../referral/referral-number.ts";
import { ourEncounterIdOf } from "./answer-parts.ts";
import { interimAnswer } from "./interim-answer.ts";
import { MADE_BUNDLE, MADE_REFERRAL, madeParts, madeRequest } from "./made-request.ts";
import { plannedAnswer } from "./planned-answer.ts";
import { onlyOne, resourcesOf } from "./resources-of.ts";
import { serviceRequestOf } from "./service-request-read.ts";

describe("the planned answer", () => {
  const answer = plannedAnswer(madeParts());

  it("is the sender's own bundle again: its id, its application version, its header, answered", () => {
    expect(answer.id).toBe(MADE_BUNDLE);
    expect(answer["meta"]).toMatchObject({ versionId: "2.0.0" });
    expect(answer.entry[0]?.resource).toMatchObject({
      resourceType: "MessageHeader",
      eventCoding: { code: "servicerequest-request" },
      reason: { coding: [{ code: "new" }] },
      response: { identifier: MADE_BUNDLE, code: "ok" },
      source: { endpoint: "https://fhir.nhs.uk/Id/dos-service-id|2000011147" },
    });
  });

  it("has the sender's Encounter as it was, and ours, planned, with our number and the sender's journey", () => {
    const [theirs, ours] = resourcesOf(answer, "Encounter");
    expect(theirs).toMatchObject({ status: "triaged", identifier: [{ value: "S26-0001234" }] });
    expect(ours).toMatchObject({
      id: ourEncounterIdOf(MADE_REFERRAL),
      status: "planned",
      identifier: [{ system: "https://ucrt.example/Id/referral-number", value: referralNumberOf(MADE_REFERRAL) }],
      episodeOfCare: theirs?.["episodeOfCare"],
    });
  });

  it("takes nothing for the journey that names a resource of another type", () => {
    const kept = ["Patient/none", "https://elsewhere.example/Patient/1", "EpisodeOfCare/1", "urn:uuid:1", "1"].filter(
      (sent) => {
        const request = JSON.parse(JSON.stringify(madeRequest())) as { entry: { resource: Record<string, unknown> }[] };
        const theirs = request.entry.find(({ resource }) => resource["resourceType"] === "Encounter");
        if (theirs !== undefined) theirs.resource["episodeOfCare"] = [{ reference: sent }];
        return JSON.stringify(plannedAnswer({ ...madeParts(), request })).includes(
          `"episodeOfCare":[{"reference":"${sent}"}]`,
        );
      },
    );
    expect(kept).toEqual(["EpisodeOfCare/1", "urn:uuid:1", "1"]);
  });

  it("gives the ServiceRequest our id, to be read by, and leaves it active", () => {
    expect(onlyOne(answer, "ServiceRequest")).toMatchObject({ id: MADE_REFERRAL, status: "active" });
  });

  it("never says that anybody has accepted", () => {
    expect(JSON.stringify(answer)).not.toMatch(/accept|in-progress/i);
  });

  it("does not bring back ethnicity, religion or other extensions about a person", () => {
    expect(JSON.stringify(madeRequest())).toContain("EthnicCategory");
    expect(JSON.stringify(answer)).not.toContain("EthnicCategory");
  });

  it("confirms a cancellation without a word about our visit", () => {
    const cancelled = plannedAnswer(madeParts(), { status: "revoked" });
    expect(onlyOne(cancelled, "ServiceRequest")).toMatchObject({ status: "revoked" });
    expect(resourcesOf(cancelled, "Encounter")).toHaveLength(1);
  });
});

describe("what a sender got wrong", () => {
  const changed = (change: (text: string) => string): unknown => JSON.parse(change(JSON.stringify(madeRequest())));

  it("in the case of its references is put right", () => {
    const request = changed((text) => text.replaceAll('"reference":"urn:uuid:1111', '"reference":"URN:UUID:1111'));
    expect(onlyOne(plannedAnswer(madeParts({ request })), "ServiceRequest")["subject"]).toEqual({
      reference: "urn:uuid:11111111-2222-4333-8444-000000000003",
    });
  });

  it("with one value where a list belongs is put right", () => {
    const request = changed((text) => text.replace(/"basedOn":\[(\{[^}]*\})\]/, '"basedOn":$1'));
    expect(onlyOne(plannedAnswer(madeParts({ request })), "ServiceRequest")["basedOn"]).toEqual([
      { reference: "urn:uuid:11111111-2222-4333-8444-000000000005" },
    ]);
  });

  it("with codes, dates and empty text is left out, and the rest stays", () => {
    const request = changed((text) =>
      text
        .replace('"gender":"female"', '"gender":"F"')
        .replace('"1941-03-02"', '"2 March"')
        .replace('"Chelmsford"', '" "'),
    );
    const patient = onlyOne(plannedAnswer(madeParts({ request })), "Patient");
    expect(patient).toMatchObject({ name: [{ family: "Up" }], address: [{ postalCode: "CM1 1AA" }] });
    for (const gone of ["gender", "birthDate"]) expect(patient).not.toHaveProperty(gone);
  });

  it("as a reference that leads nowhere is left out", () => {
    const request = changed((text) =>
      text.replace('"requester":{"reference":"urn:uuid:1', '"requester":{"reference":"urn:uuid:9'),
    );
    expect(onlyOne(plannedAnswer(madeParts({ request })), "ServiceRequest")).not.toHaveProperty("requester");
  });
});

describe("a held request", () => {
  it("is read under our id, with its version, and names nobody", () => {
    const read = serviceRequestOf({
      parts: madeParts(),
      version: 3,
      lastUpdatedMs: Date.UTC(2026, 10, 25, 10),
      status: "completed",
    });
    expect(read).toMatchObject({
      id: MADE_REFERRAL,
      status: "completed",
      meta: { versionId: "3", lastUpdated: "2026-11-25T10:00:00.000Z" },
    });
    expect(JSON.stringify(read)).not.toMatch(/9991000011|"Up"|CM1/);
  });
});

describe("the number of a referral", () => {
  it("and the id of our Encounter are the same in every answer", () => {
    const accepted = interimAnswer(madeParts(), { status: "in-progress", words: "Accepted." });
    const [, ours] = resourcesOf(accepted, "Encounter");
    expect(ours).toMatchObject({
      id: ourEncounterIdOf(MADE_REFERRAL),
      identifier: [{ value: referralNumberOf(MADE_REFERRAL) }],
    });
  });
});
