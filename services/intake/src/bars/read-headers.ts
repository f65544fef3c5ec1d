/**
 * Reads and checks the headers of a BaRS request (BaRS API 1.4: both ids, target, end user organisation, software; practitioner when known).
 * In: headers as they came. Out: the ids, the service that is addressed, the organisation that speaks; or every header that is missing or wrong.
 * Pure. Never quotes a header's value: base64 may hold a person.
 */
import type { IncomingHttpHeaders } from "node:http";
import { isSameSystem, type BarsRefusal } from "@ucrt/domain";
import type { BarsSettings } from "@ucrt/schemas";
import { isGuid, readStrictJson } from "@ucrt/service";

export interface BarsHeaders {
  readonly requestId: string;
  readonly correlationId: string;
  /** ODS code of `NHSD-End-User-Organisation`. */
  readonly organisation: string;
}

export type ReadHeaders =
  | { readonly ok: true; readonly headers: BarsHeaders }
  | { readonly ok: false; readonly refusals: readonly BarsRefusal[] };

export interface HeaderRules {
  readonly settings: BarsSettings;
  /** False for this service's own `/metadata`, which is asked before anybody knows whom to address. */
  readonly needsTarget: boolean;
}

const odsSystem = "https://fhir.nhs.uk/Id/ods-organization-code";
/** Larger than any real header; a bound on what is decoded. */
const MOST_HEADER_CHARACTERS = 8_192;

/** Checks all of them, so that a sender corrects everything at once. */
export function readBarsHeaders(given: IncomingHttpHeaders, rules: HeaderRules): ReadHeaders {
  const refusals: BarsRefusal[] = [];
  const refuse = (name: string, issue: BarsRefusal["issue"], what: string, status = 400): void => {
    refusals.push({ status, code: codeOf(status), issue, diagnostics: `${name}: ${what}` });
  };

  const idOf = (name: string): string => {
    const value = text(given[name.toLowerCase()]);
    if (value === undefined) refuse(name, "required", "this header is missing");
    else if (!isGuid(value)) refuse(name, "value", "this must be a GUID");
    return (value ?? "").toLowerCase();
  };
  const requestId = idOf("X-Request-Id");
  const correlationId = idOf("X-Correlation-Id");

  const objectOf = (name: string, isRequired: boolean): Readonly<Record<string, unknown>> | undefined => {
    const value = text(given[name.toLowerCase()]);
    if (value === undefined) {
      if (isRequired) refuse(name, "required", "this header is missing");
      return undefined;
    }
    const decoded = decode(value);
    if (decoded === undefined) refuse(name, "value", "this must be base64 of a JSON object");
    return decoded;
  };
  const target = objectOf("NHSD-Target-Identifier", rules.needsTarget);
  if (target !== undefined) {
    const { system, value } = target;
    const isOurs = rules.settings.services.some(
      (service) => typeof system === "string" && isSameSystem(service.system, system) && service.value === value,
    );
    if (typeof system !== "string" || typeof value !== "string")
      refuse("NHSD-Target-Identifier", "value", "system and value are needed, both text");
    else if (!isOurs) refuse("NHSD-Target-Identifier", "not-found", "this service is not here", 404);
  }
  const speaker = objectOf("NHSD-End-User-Organisation", true);
  const organisation = odsCodeOf(speaker);
  if (speaker !== undefined && organisation === undefined)
    refuse(
      "NHSD-End-User-Organisation",
      "value",
      "a FHIR Organization with an identifier of the system ods-organization-code is needed",
    );
  objectOf("NHSD-Requesting-Software", true);
  objectOf("NHSD-Requesting-Practitioner", false);

  const accept = acceptRefusal(text(given["accept"]), rules.settings);
  if (accept !== undefined) refusals.push(accept);
  return refusals.length > 0 || organisation === undefined
    ? { ok: false, refusals }
    : { ok: true, headers: { requestId, correlationId, organisation } };
}

/** `application/fhir+json; version=1.4.0`. A caller that accepts anything is answered; a version that is not read here is 406. */
function acceptRefusal(accept: string | undefined, settings: BarsSettings): BarsRefusal | undefined {
  if (accept === undefined)
    return { status: 400, code: "REC_BAD_REQUEST", issue: "required", diagnostics: "Accept: this header is missing" };
  const choices = accept.toLowerCase().split(",");
  const fits = choices.some((choice) => {
    const [type, ...parameters] = choice.split(";").map((part) => part.trim());
    if (type !== "application/fhir+json" && type !== "application/json" && type !== "application/*" && type !== "*/*")
      return false;
    const version = parameters.find((parameter) => parameter.startsWith("version="))?.slice("version=".length);
    return version === undefined || settings.apiVersions.some((known) => isVersion(version.replaceAll('"', ""), known));
  });
  return fits
    ? undefined
    : {
        status: 406,
        code: "REC_NOT_ACCEPTABLE",
        issue: "processing",
        diagnostics: `Accept: answers are application/fhir+json, versions ${settings.apiVersions.join(", ")}`,
      };
}

/** `1.4.0` is a version of `1.4`. */
const isVersion = (given: string, known: string): boolean => given === known || given.startsWith(`${known}.`);

function odsCodeOf(organisation: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const identifiers = organisation?.["identifier"];
  for (const one of Array.isArray(identifiers) ? identifiers : [identifiers]) {
    if (typeof one !== "object" || one === null) continue;
    const { system, value } = one as { readonly system?: unknown; readonly value?: unknown };
    if (typeof system === "string" && isSameSystem(system, odsSystem) && typeof value === "string")
      return value.trim().toUpperCase();
  }
  return undefined;
}

function decode(value: string): Readonly<Record<string, unknown>> | undefined {
  if (value.length > MOST_HEADER_CHARACTERS || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(value)) return undefined;
  const read = readStrictJson(Buffer.from(value, "base64"), { maxBytes: MOST_HEADER_CHARACTERS });
  return read.ok && typeof read.value === "object" && read.value !== null && !Array.isArray(read.value)
    ? (read.value as Readonly<Record<string, unknown>>)
    : undefined;
}

const text = (header: string | string[] | undefined): string | undefined => {
  const value = Array.isArray(header) ? header[0] : header;
  return value === undefined || value.trim() === "" ? undefined : value.trim();
};

const codeOf = (status: number): BarsRefusal["code"] => (status === 404 ? "REC_NOT_FOUND" : "REC_BAD_REQUEST");
