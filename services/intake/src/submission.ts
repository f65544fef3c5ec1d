/**
 * The words in which `intake` speaks of one message on its way in, whatever door it came through.
 * Types only.
 */
import type { FeedMessage } from "@ucrt/domain";
import type { Feed, Submitted } from "@ucrt/schemas";
import type { OutgoingMessage } from "@ucrt/kafka";

/** A valid message, ready to be stored. */
export interface Submission {
  readonly feed: Feed;
  readonly given: FeedMessage;
  readonly organisation: string;
  readonly requestId: string;
  readonly correlationId: string;
  /** Exact text, kept until the referral is erased. */
  readonly body: string;
  readonly bodyHash: string;
  /** Broker's append time, epoch ms; null: the time of storing, by the database clock. */
  readonly receivedAtMs: number | null;
  /** Signed-in submitter. */
  readonly subject?: string;
  /** Who withdraws, when that is a named person. */
  readonly by?: Extract<Submitted, { type: "withdrawal-received" }>["by"];
  /** When the sending system wrote it, epoch ms, for a door that orders by it. @default `sentAt` of the message, for Kafka only */
  readonly writtenAtMs?: number;
  /** What a BaRS message says of its conversation; kept beside the submission, to answer with. */
  readonly bars?: BarsConversation;
  /** Set when the sender named one of its submissions: that one is meant, whatever came later under the same case id. */
  readonly referralId?: string;
  /** The case of that submission. @default the sender's organisation and the case id of the message */
  readonly case?: { readonly feed: Feed; readonly organisation: string; readonly caseId: string };
  /** Of the request or message that brought it: its trace goes on from there, whatever it is stored together with. */
  readonly traceparent?: string;
  /** How it goes to `parked.v1` when the referral it speaks of never comes. Kafka only. */
  readonly ifOrphan?: OutgoingMessage;
}

/** What is kept of a BaRS conversation besides the bundles themselves. */
export interface BarsConversation {
  readonly useCase: string;
  readonly category: "validation" | "referral";
  readonly bundleId: string;
  readonly serviceRequestId: string;
  /** As sent, digits only; for the sender's own search. */
  readonly nhsNumber: string | null;
  /** A cancellation brings no case to answer with; a request sent as new starts the conversation anew, also about a case that is here already. */
  readonly kind: "new" | "update" | "cancel";
}

/** What the sender is told. */
export interface Answer {
  readonly referralId: string;
  readonly isAmendment: boolean;
  readonly suggestedLink: string | null;
  /** Epoch ms. */
  readonly receivedAtMs: number;
}

export type StoredKind =
  | "received"
  | "amendment-received"
  | "withdrawal-received"
  | "acknowledgement-received"
  | "stale";

export type Stored =
  | { readonly outcome: "stored"; readonly kind: StoredKind; readonly answer: Answer }
  | { readonly outcome: "repeated"; readonly kind: StoredKind; readonly answer: Answer }
  /** It speaks of a case that is not here yet: kept for a while. */
  | { readonly outcome: "orphan" }
  /** Same sender and id as before, other content. */
  | { readonly outcome: "conflict" };
