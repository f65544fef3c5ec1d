// Holds the two sides of the conversation together: what the simulated ambulance service writes is what the door reads, and the other way round.
import { describe, expect, it } from "vitest";
import { feedValueOf, fullAnswer, interimAnswer, plannedAnswer, readBarsMessage, type AnswerParts } from "@ucrt/domain";
import { ambulanceMessage } from "@ucrt/schemas";
import { readBarsSettings } from "@ucrt/schemas/areas";
import { chanceFrom } from "../simulation/chance.ts";
import { madeCase, type MadeCase } from "./made-case.ts";
import { validationRequest, type RequestKind } from "./made-validation-request.ts";
import { readAnswer, readPlanned } from "./read-answer.ts";

const settings = readBarsSettings("demo").value;
const nowMs = Date.parse("2026-11-25T10:00:00Z");
const seeds = Array.from({ length: 60 }, (_, seed) => seed);

const caseOf = (seed: number): MadeCase => madeCase(chanceFrom(seed), nowMs);

function readAs(one: MadeCase, kind: RequestKind) {
  const { bundle, bundleId } = validationRequest(one, kind, nowMs);
  const read = readBarsMessage(JSON.parse(JSON.stringify(bundle)), settings);
  if (!read.ok) throw new Error(read.refusals.map(({ diagnostics }) => diagnostics).join("; "));
  return {
    one,
    bundleId,
    message: read.message,
    value: feedValueOf(read.message, { organisation: "RYC", settings }).value,
  };
}

describe("what the simulated ambulance service writes", () => {
  it("is a transfer from the stack with its category, determinant, breach and place", () => {
    for (const seed of seeds) {
      const { one, bundleId, message, value } = readAs(caseOf(seed), "new");
      expect(message).toMatchObject({ kind: "new", useCaseCode: "a4t3", bundleId, caseId: one.cadNumber });
      expect(value).toMatchObject({
        kind: "referral",
        transfer: "stack-push",
        incidentNumber: one.cadNumber,
        arpCategory: one.category,
        determinant: one.determinant,
        clocks: { validationBreachAt: new Date(one.breachAtMs).toISOString() },
        incident: { postcode: one.address.postcode },
      });
      expect(ambulanceMessage.safeParse(value).error).toBeUndefined();
      const all = JSON.stringify(value);
      expect(all).toContain(one.patient.name.family);
      if (one.accessNote !== undefined) expect(all).toContain(one.accessNote);
    }
  });

  it("is an amendment when it updates, and a withdrawal when it cancels, of the same request", () => {
    const one = caseOf(5);
    const [first, update, cancel] = (["new", "update", "cancel"] as const).map((kind) => readAs(one, kind));
    expect(update?.value).toMatchObject({ kind: "amendment" });
    expect(cancel?.value).toMatchObject({ kind: "withdrawal" });
    for (const later of [update, cancel]) expect(later?.message.serviceRequestId).toBe(first?.message.serviceRequestId);
  });

  it("brings the vital signs that somebody read out", () => {
    const withReadings = seeds
      .map((seed) => readAs(caseOf(seed), "new"))
      .filter(({ one }) => one.observations.length > 0);
    expect(withReadings.length).toBeGreaterThan(5);
    for (const { one, value } of withReadings) {
      const pulse = one.observations.find(({ kind }) => kind === "pulse")?.value;
      expect(JSON.stringify(value)).toContain(`"pulsePerMinute":${pulse}`);
    }
  });
});

describe("what the door answers", () => {
  const one = caseOf(5);
  const { bundle, bundleId } = validationRequest(one, "new", nowMs);
  const parts: AnswerParts = {
    request: JSON.parse(JSON.stringify(bundle)),
    originalBundleId: bundleId,
    referralId: "5f0c1c1e-6d54-4b7e-8c53-94f8a5b8a001",
    referralNumber: "UCR-7K2M-93XD",
    category: "validation",
    settings,
    bundleId: "0d7e3b3c-43a5-4a42-9a43-1f0d8f4d6c11",
    spaPhone: "0344 257 3951",
    receivedAtMs: nowMs,
    atMs: nowMs + 60_000,
  };
  const read = (answer: unknown) => {
    const found = readAnswer(JSON.stringify(answer), (id) => (id === bundleId ? one.cadNumber : undefined));
    if (!found.ok) throw new Error(found.fault);
    return found.answer;
  };

  it("is planned, under their number, while nobody has accepted", () => {
    expect(readPlanned(JSON.stringify(plannedAnswer(parts)), one.cadNumber)).toMatchObject({
      kind: "planned",
      theirNumber: "UCR-7K2M-93XD",
    });
    const confirmed = plannedAnswer(parts, { status: "revoked" });
    expect(readPlanned(JSON.stringify(confirmed), one.cadNumber)).toBeUndefined();
  });

  it("is accepted or given back, by whom and why, about the request that was sent", () => {
    const accepted = read(interimAnswer(parts, { status: "in-progress", words: "Team A, expected at 11:10" }));
    expect(accepted).toMatchObject({
      kind: "accepted",
      answers: bundleId,
      theirNumber: "UCR-7K2M-93XD",
      by: settings.responder.name,
      words: "Team A, expected at 11:10",
    });
    expect(read(interimAnswer(parts, { status: "cancelled", reason: "RRNA", words: "No team in time" }))).toMatchObject(
      {
        kind: "handed-back",
        reason: { code: "RRNA", words: "No team in time" },
      },
    );
  });

  it("is finished with what came of it, or with a new ambulance case", () => {
    const full = { isFirst: false, carePlan: "completed", words: "Stayed at home", outcomeCodes: [] } as const;
    const finished = read(fullAnswer(parts, full));
    expect(finished).toMatchObject({ kind: "finished", carePlanStatus: "completed", newAmbulanceCase: undefined });
    expect(finished.outcome).toContain("Stayed at home");
    const upgraded = fullAnswer(parts, { ...full, carePlan: "active", newIncidentNumber: "EX-NEW" });
    expect(read(upgraded)).toMatchObject({ carePlanStatus: "active", newAmbulanceCase: "EX-NEW" });
  });
});
