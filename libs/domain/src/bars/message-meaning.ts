/**
 * What a message asks for: a new request, an update or a cancellation, in which category and use case. In: MessageHeader, ServiceRequest, the area's
 * settings. Out: the meaning, or why it is refused. Pure.
 * Event, reason, status and category decide together (BaRS core, standard patterns); codes are compared without case.
 */
import type { BarsSettings, BarsUseCase, WithdrawReason } from "@ucrt/schemas";
import type { BarsRefusal, FhirResource } from "./bars-message.ts";
import { child, children, codingsIn, textIn } from "./fhir-json.ts";
import { systemName } from "./identifier-systems.ts";

const MESSAGE_CATEGORIES = "message-category-servicerequest";
const USE_CASES = "usecases-categories-bars";

export interface Meaning {
  readonly kind: "new" | "update" | "cancel";
  readonly useCaseCode: string;
  readonly useCase: BarsUseCase;
  readonly cancelReason: WithdrawReason | null;
}

/** An event that this door does not take. Undefined: it is a request for a service, or says nothing (then `meaningOf` refuses it). */
export function eventNotTaken(messageHeader: FhirResource): BarsRefusal | undefined {
  const event = lower(textIn(child(messageHeader, "eventCoding"), "code"));
  switch (event) {
    case "booking-request":
    case "booking-response":
      return notSupported(
        "Bookings are not supported: this service is asked by servicerequest-request.",
        "MessageHeader.eventCoding",
      );
    case "servicerequest-response":
      return notSupported(
        "servicerequest-response is not supported: this service answers requests and asks for none.",
        "MessageHeader.eventCoding",
      );
    default:
      return undefined;
  }
}

/** What the message asks for; refusals are added to `refusals`, and nothing is returned when it cannot be known. */
export function meaningOf(
  messageHeader: FhirResource,
  serviceRequest: FhirResource,
  settings: BarsSettings,
  refusals: BarsRefusal[],
): Meaning | undefined {
  const kind = kindOf(messageHeader, serviceRequest, refusals);
  const category = categoryOf(serviceRequest, refusals);
  const named = useCaseOf(serviceRequest, settings, category, refusals);
  if (kind === undefined || category === undefined || named === undefined) return undefined;
  return {
    kind,
    ...named,
    cancelReason: kind === "cancel" ? cancelReasonOf(serviceRequest) : null,
  };
}

function kindOf(
  messageHeader: FhirResource,
  serviceRequest: FhirResource,
  refusals: BarsRefusal[],
): Meaning["kind"] | undefined {
  const event = lower(textIn(child(messageHeader, "eventCoding"), "code"));
  const reasons = new Set(codingsIn(messageHeader, "reason").map((coding) => lower(textIn(coding, "code"))));
  const status = lower(textIn(serviceRequest, "status"));
  const has = (...wanted: readonly string[]): boolean =>
    reasons.size > 0 && [...reasons].every((reason) => wanted.includes(reason));
  if (event === "servicerequest-request") {
    if (has("new") && status === "active") return "new";
    if (has("update") && (status === "active" || status === "on-hold")) return "update";
    // A cancellation's reason must be `update`, and the official one says `delete`: both are read.
    if (has("update", "delete") && (status === "revoked" || status === "entered-in-error")) return "cancel";
  }
  refusals.push(
    invariant(
      "This combination of MessageHeader.eventCoding, MessageHeader.reason and ServiceRequest.status is unknown. Known: servicerequest-request with " +
        "new and active; update and active or on-hold; update or delete and revoked or entered-in-error.",
      "MessageHeader.reason",
    ),
  );
  return undefined;
}

function categoryOf(serviceRequest: FhirResource, refusals: BarsRefusal[]): BarsUseCase["category"] | undefined {
  const codes = new Set(
    codingsIn(serviceRequest, "category")
      .filter((coding) => systemName(textIn(coding, "system") ?? "") === MESSAGE_CATEGORIES)
      .map((coding) => lower(textIn(coding, "code"))),
  );
  const [code] = codes;
  if (codes.size === 1 && (code === "validation" || code === "referral")) return code;
  refusals.push(
    invariant(
      `ServiceRequest.category must hold exactly one code of ${MESSAGE_CATEGORIES}: validation or referral.`,
      "ServiceRequest.category",
    ),
  );
  return undefined;
}

function useCaseOf(
  serviceRequest: FhirResource,
  settings: BarsSettings,
  category: BarsUseCase["category"] | undefined,
  refusals: BarsRefusal[],
): Pick<Meaning, "useCaseCode" | "useCase"> | undefined {
  const codes = new Set<string>();
  for (const coding of codingsIn(serviceRequest, "category")) {
    const system = systemName(textIn(coding, "system") ?? "");
    const code = lower(textIn(coding, "code"));
    if (system === MESSAGE_CATEGORIES || code === "") continue;
    // Other codings may stand there, of SNOMED CT for one: a local use case is known by its code.
    if (system === USE_CASES || Object.hasOwn(settings.useCases, code)) codes.add(code);
  }
  if (codes.size > 1) {
    refusals.push(invariant("ServiceRequest.category names two use cases.", "ServiceRequest.category"));
    return undefined;
  }
  const [sent] = codes;
  const code = sent ?? (category === undefined ? undefined : settings.useCaseWhenMissing[category]);
  const supported = Object.keys(settings.useCases).join(", ");
  if (code === undefined) {
    // Without a category it is not known what to take instead, and that is refused already.
    if (category !== undefined)
      refusals.push({
        ...invariant(
          `ServiceRequest.category names no use case. Supported here: ${supported}.`,
          "ServiceRequest.category",
        ),
        issue: "required",
      });
    return undefined;
  }
  const useCase = Object.hasOwn(settings.useCases, code) ? settings.useCases[code] : undefined;
  if (useCase === undefined) {
    // Named only when it has the shape of a code of the standard: anything else could be anybody's text.
    const named = /^a\d{1,2}t\d{1,2}$/.test(code) ? `The use case ${code}` : "This use case";
    refusals.push(
      notSupported(`${named} is not supported by this service. Supported: ${supported}.`, "ServiceRequest.category"),
    );
    return undefined;
  }
  if (category !== undefined && useCase.category !== category) {
    refusals.push(
      invariant(
        `The use case ${code} belongs to the category ${useCase.category}, not ${category}.`,
        "ServiceRequest.category",
      ),
    );
    return undefined;
  }
  return { useCaseCode: code, useCase };
}

/** `revoked`: it was meant and is no longer needed. `entered-in-error`: it never was (BaRS core, cancellation). */
const cancelReasonOf = (serviceRequest: FhirResource): WithdrawReason =>
  lower(textIn(serviceRequest, "status")) === "entered-in-error" ? "entered-in-error" : "no-longer-needed";

const lower = (text: string | undefined): string => text?.toLowerCase() ?? "";

/** Version of a message by its first two numbers: `1.1.0-alpha` is 1.1. Undefined: it has none. */
export function versionOf(bundle: FhirResource): string | undefined {
  const sent = textIn(child(bundle, "meta"), "versionId");
  return sent === undefined ? undefined : (/^v?(\d{1,4}\.\d{1,4})(?!\d)/i.exec(sent)?.[1] ?? "");
}

export const badRequest = (issue: BarsRefusal["issue"], diagnostics: string, expression?: string): BarsRefusal => ({
  status: 400,
  code: "REC_BAD_REQUEST",
  issue,
  diagnostics,
  ...(expression === undefined ? {} : { expression }),
});

export const invariant = (diagnostics: string, expression: string): BarsRefusal =>
  badRequest("invariant", diagnostics, expression);

export const notSupported = (diagnostics: string, expression: string): BarsRefusal => ({
  status: 422,
  code: "REC_UNPROCESSABLE_ENTITY",
  issue: "not-supported",
  diagnostics,
  expression,
});

/** Categories of the Ambulance Response Programme in the outcomes of a CarePlan, in capitals, as sent. */
export function arpCategoriesIn(carePlan: FhirResource | undefined): readonly string[] {
  const found = new Set<string>();
  for (const activity of children(carePlan, "activity"))
    for (const coding of codingsIn(activity, "outcomeCodeableConcept"))
      if (isArpSystem(textIn(coding, "system"))) {
        const code = textIn(coding, "code")?.toUpperCase();
        if (code !== undefined) found.add(code);
      }
  return [...found];
}

/** The official JSON example writes the system in the singular, the code system itself in the plural. */
const isArpSystem = (system: string | undefined): boolean =>
  system !== undefined && ["arp-priority-code", "arp-priority-codes"].includes(systemName(system));
