/** What tests of the BaRS door have in common: an example of ours that may be changed, whole headers, a sender of the list, its people. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Principal } from "@ucrt/schemas";
import type { BarsSender } from "./bars-senders.ts";

const exampleFile = new URL("../../../../schemas/examples/bars/validation-request-a4t3.json", import.meta.url);

export const ambulanceFeed: Principal = {
  subject: "feed:ryc",
  name: "CAD of the test",
  role: "feed",
  organisation: "RYC",
  feeds: ["ambulance"],
};
export const otherFeed: Principal = { ...ambulanceFeed, subject: "feed:raj", organisation: "RAJ", feeds: ["hospital"] };
export const unlistedFeed: Principal = { ...ambulanceFeed, subject: "feed:nqa", organisation: "NQA" };

/** A sender of the list whose endpoint is at `origin`. */
export const senderAt = (origin: string, changes: Partial<BarsSender> = {}): BarsSender => ({
  organisation: "RYC",
  name: "East of England Ambulance Service",
  endpoint: `${origin}/FHIR/R4`,
  serviceId: { system: "https://fhir.nhs.uk/Id/dos-service-id", value: "2222222222" },
  token: { url: `${origin}/oauth2/token`, clientId: "ucrt-spa" },
  alertsStaffAutomatically: true,
  ...changes,
});

export const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64");

/** Whole headers; the ids are new unless given. */
export function barsHeaders(
  given: { readonly requestId?: string; readonly correlationId?: string; readonly organisation?: string } = {},
): Record<string, string> {
  return {
    "x-request-id": given.requestId ?? randomUUID(),
    "x-correlation-id": given.correlationId ?? randomUUID(),
    accept: "application/fhir+json; version=1.4.0",
    "content-type": "application/fhir+json;version=1.0.0",
    "nhsd-target-identifier": base64({ system: "https://fhir.nhs.uk/Id/dos-service-id", value: "2000099146" }),
    "nhsd-end-user-organisation": base64({
      resourceType: "Organization",
      identifier: [{ system: "https://fhir.nhs.uk/Id/ods-organization-code", value: given.organisation ?? "RYC" }],
    }),
    "nhsd-requesting-software": base64({ resourceType: "Device" }),
  };
}

/** A JSON object that a test may change. */
// oxlint-disable-next-line typescript/no-explicit-any -- a test reaches anywhere into a bundle, and a wrong path fails it
export type Loose = any;

/** Ids of a conversation of its own: tests must not meet each other's cases. */
export interface ExampleIds {
  readonly caseNumber: string;
  readonly serviceRequestId: string;
}

let counter = 0;
export const newIds = (): ExampleIds => ({
  caseNumber: `EX-${process.pid}-${++counter}`,
  serviceRequestId: randomUUID(),
});

/** The example of a new validation request, for a conversation of its own. */
export function validationRequest(
  ids: ExampleIds,
  change: (find: (type: string) => Loose, bundle: Loose) => void = () => undefined,
): Loose {
  const text = readFileSync(exampleFile, "utf8")
    .replaceAll("5e5b0000-0000-4000-8000-000000000001", ids.serviceRequestId)
    .replaceAll("EX-260001", ids.caseNumber);
  const bundle: Loose = JSON.parse(text);
  bundle.id = randomUUID();
  const find = (type: string): Loose =>
    bundle.entry.find((entry: Loose) => entry.resource.resourceType === type)?.resource;
  find("ServiceRequest").occurrencePeriod.end = new Date(Date.now() + 90 * 60_000).toISOString();
  find("CarePlan").period.start = new Date(Date.now() - 10 * 60_000).toISOString();
  change(find, bundle);
  return bundle;
}

/** The same case again, written `afterMs` later. */
export function updateOf(
  request: Loose,
  afterMs: number,
  change: (find: (type: string) => Loose) => void = () => undefined,
): Loose {
  const bundle: Loose = structuredClone(request);
  bundle.id = randomUUID();
  const find = (type: string): Loose =>
    bundle.entry.find((entry: Loose) => entry.resource.resourceType === type)?.resource;
  find("MessageHeader").reason.coding[0].code = "update";
  const { meta } = find("ServiceRequest");
  meta.lastUpdated = new Date(Date.parse(meta.lastUpdated) + afterMs).toISOString();
  change(find);
  return bundle;
}

/** A cancellation of the case. */
export const cancelOf = (request: Loose, afterMs: number): Loose =>
  updateOf(request, afterMs, (find) => {
    find("ServiceRequest").status = "revoked";
  });
