/**
 * The words in which the door for BaRS messages speaks: what a bundle means, or why it is refused.
 * Types only.
 */
import type { BarsUseCase, Feed, WithdrawReason } from "@ucrt/schemas";

/** Codes of `https://fhir.nhs.uk/Codesystem/http-error-codes` that a receiver uses. */
export type BarsErrorCode =
  | "REC_BAD_REQUEST"
  | "REC_UNAUTHORIZED"
  | "REC_FORBIDDEN"
  | "REC_NOT_FOUND"
  | "REC_METHOD_NOT_ALLOWED"
  | "REC_NOT_ACCEPTABLE"
  | "REC_TIMEOUT"
  | "REC_CONFLICT"
  | "REC_UNPROCESSABLE_ENTITY"
  | "REC_TOO_EARLY"
  | "REC_TOO_MANY_REQUESTS"
  | "REC_SERVER_ERROR"
  | "REC_NOT_IMPLEMENTED"
  | "REC_SERVICE_UNAVAILABLE";

/** `OperationOutcome.issue.code`. */
export type BarsIssueCode =
  | "invalid"
  | "required"
  | "value"
  | "structure"
  | "invariant"
  | "not-found"
  | "not-supported"
  | "too-costly"
  | "duplicate"
  | "conflict"
  | "forbidden"
  | "security"
  | "processing"
  | "timeout"
  | "throttled"
  | "transient"
  | "exception";

export interface BarsRefusal {
  /** HTTP status. */
  readonly status: number;
  readonly code: BarsErrorCode;
  readonly issue: BarsIssueCode;
  /** For those who build the sending system. Names paths, resource types and known codes; never a value that may speak of a person. */
  readonly diagnostics: string;
  /** FHIRPath of what is wrong, where there is one place: `Bundle.entry[3].resource.status`. */
  readonly expression?: string;
}

/** JSON as it came, read only through the safe readers of `fhir-json.ts`: a sender may have put anything anywhere. */
export type FhirResource = Readonly<Record<string, unknown>>;

/** The resources of the bundle that a referral is made of, found by reference from the ServiceRequest and the MessageHeader. */
export interface BarsResources {
  readonly messageHeader: FhirResource;
  readonly serviceRequest: FhirResource;
  readonly patient: FhirResource;
  /** The sender's own. Absent in a cancellation: the official ones bring none. */
  readonly encounter: FhirResource | undefined;
  /** Absent in a cancellation, and in a referral that brings none. */
  readonly carePlan: FhirResource | undefined;
  /** Where the incident is. */
  readonly location: FhirResource | undefined;
  readonly sender: FhirResource | undefined;
  readonly requester: FhirResource | undefined;
  /** The requester's PractitionerRole, named itself or found by the requester's Practitioner. */
  readonly requesterRole: FhirResource | undefined;
  readonly practice: FhirResource | undefined;
  readonly observations: readonly FhirResource[];
  readonly flags: readonly FhirResource[];
  readonly medications: readonly FhirResource[];
  readonly allergies: readonly FhirResource[];
  /** Everything else that is about the patient: Condition, Procedure, QuestionnaireResponse, RelatedPerson, other Locations, ... */
  readonly others: readonly FhirResource[];
  /** What a reference leads to, by each way to write it (`bundle-index.ts`). */
  readonly byReference: ReadonlyMap<string, FhirResource>;
}

export interface BarsMessage {
  readonly kind: "new" | "update" | "cancel";
  readonly useCaseCode: string;
  readonly useCase: BarsUseCase;
  readonly bundleId: string;
  /** The ServiceRequest as its sender names it; an update may name it as we do. */
  readonly serviceRequestId: string;
  /** The sender's case number, 1 to 20 letters, digits, `/` or `-` (AMBULANCE INCIDENT NUMBER); made from the ServiceRequest id when it gives none that fits. */
  readonly caseId: string;
  readonly journeyId: string | null;
  /** `ServiceRequest.meta.lastUpdated`, epoch ms: orders the messages of one conversation. */
  readonly writtenAtMs: number | null;
  readonly cancelReason: WithdrawReason | null;
  /** NHS number as sent, digits only, whether it verifies or not. For the sender's own search. */
  readonly nhsNumber: string | null;
  /** `MessageHeader.source.endpoint`, written `system|value`: where answers are addressed to. */
  readonly replyTo: { readonly system: string; readonly value: string } | null;
  readonly resources: BarsResources;
}

export type ReadBars =
  | { readonly ok: true; readonly message: BarsMessage }
  | { readonly ok: false; readonly refusals: readonly BarsRefusal[] };

/** A message of one of our feeds, in the wire form of its contract (instants as text). */
export interface FeedValue {
  readonly feed: Feed;
  readonly value: Readonly<Record<string, unknown>>;
}
