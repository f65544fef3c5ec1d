import { describe, expect, it } from "vitest";
import { capabilityStatementOf } from "./capability-statement.ts";
import { MADE_AT_MS, madeSettings } from "./made-request.ts";
import { messageDefinitionsOf } from "./message-definitions.ts";
import { operationOutcomeOf, refusalOfProblem } from "./operation-outcome.ts";

const asked = (...contexts: readonly string[]) =>
  messageDefinitionsOf({
    settings: madeSettings,
    contexts,
    id: "c0ffee00-1111-4222-8333-444455556677",
    selfUrl: "https://ucrt.example/FHIR/R4/MessageDefinition",
    atMs: MADE_AT_MS,
  });

const names = (...contexts: readonly string[]): readonly unknown[] => {
  const answer = asked(...contexts);
  if (!answer.ok) return [answer.refusal.status, answer.refusal.issue];
  const entries = answer.bundle["entry"] as readonly { resource: { url: string } }[];
  return entries.map(({ resource }) => resource.url.split("-").at(-1));
};

describe("message definitions", () => {
  const service = "https://fhir.nhs.uk/Id/dos-service-id|2000099146";
  const useCases = "https://fhir.nhs.uk/CodeSystem/usecases-categories-bars";

  it("are found by service, by use case, by both", () => {
    expect(names(service)).toEqual(["validation", "referral", "cancelled"]);
    expect(names(service, `${useCases}|a4t3`)).toEqual(["validation", "cancelled"]);
    expect(names(`${useCases}|a3t1,${useCases}|a4t2`)).toEqual(["validation", "referral", "cancelled"]);
  });

  it("are found whatever scheme and case the asker writes", () => {
    expect(names("http://fhir.nhs.uk/id/dos-service-id|2000099146", `${useCases}|A4T3`)).toEqual([
      "validation",
      "cancelled",
    ]);
  });

  it("of another service, of a use case that is not taken, or of none asked for are refused as the standard says", () => {
    expect(names("https://fhir.nhs.uk/Id/dos-service-id|1")).toEqual([404, "not-found"]);
    expect(names(service, `${useCases}|a5t1`)).toEqual([404, "not-found"]);
    expect(names()).toEqual([400, "required"]);
    expect(names("2000099146")).toEqual([400, "value"]);
  });
});

describe("a refusal", () => {
  it("has the standard's code and issue for every status of our server", () => {
    const said = (status: number): string => {
      const { code, issue } = refusalOfProblem({ status });
      return `${code} ${issue}`;
    };
    expect(said(401)).toBe("REC_UNAUTHORIZED security");
    expect(said(409)).toBe("REC_CONFLICT conflict");
    expect(said(413)).toBe("REC_UNPROCESSABLE_ENTITY too-costly");
    expect(said(415)).toBe("REC_NOT_ACCEPTABLE not-supported");
    expect(said(425)).toBe("REC_TOO_EARLY duplicate");
    expect(said(502)).toBe("REC_SERVER_ERROR exception");
    expect(said(418)).toBe("REC_BAD_REQUEST processing");
  });

  it("is an OperationOutcome with code, display, diagnostics and place", () => {
    const refusal = { status: 409, code: "REC_CONFLICT", issue: "duplicate", diagnostics: "Already done." } as const;
    expect(operationOutcomeOf({ refusals: [{ ...refusal, expression: "Bundle.id" }], id: "x" })["issue"]).toEqual([
      {
        severity: "error",
        code: "duplicate",
        details: {
          coding: [
            {
              system: "https://fhir.nhs.uk/Codesystem/http-error-codes",
              code: "REC_CONFLICT",
              display: "409 - REC_CONFLICT",
            },
          ],
        },
        diagnostics: "Already done.",
        expression: ["Bundle.id"],
      },
    ]);
  });

  it("never repeats numbers of a person, nor what a driver said", () => {
    const text = (problem: Parameters<typeof refusalOfProblem>[0]) => refusalOfProblem(problem).diagnostics;
    expect(text({ status: 422, detail: "999 100 0011 is not an NHS number" })).not.toMatch(/\d{3}/);
    expect(text({ status: 500, detail: "duplicate key (name)=(Up)" })).toBe(
      "An unexpected error. It has been recorded.",
    );
    expect(
      text({ status: 400, detail: "A body is needed.", fields: ["patient.nhsNumber", "Mrs Up", "a9991000011"] }),
    ).toBe("A body is needed. Fields: patient.nhsNumber.");
  });
});

describe("the capability statement", () => {
  const statement = capabilityStatementOf({
    settings: madeSettings,
    baseUrl: "https://ucrt.example/FHIR/R4",
    softwareVersion: "0.1.0",
  });

  it("names what is served and nothing else", () => {
    const [rest] = statement["rest"] as readonly {
      resource: readonly { type: string; interaction: readonly { code: string }[] }[];
      operation: readonly { name: string }[];
    }[];
    expect(rest?.resource.map(({ type, interaction }) => [type, ...interaction.map(({ code }) => code)])).toEqual([
      ["MessageDefinition", "search-type"],
      ["ServiceRequest", "read", "search-type"],
    ]);
    expect(rest?.operation.map(({ name }) => name)).toEqual(["process-message"]);
    expect(statement["format"]).toEqual(["application/fhir+json", "json"]);
  });

  it("claims no conformance", () => {
    expect(JSON.stringify(statement)).toContain("No conformance is claimed");
  });
});
