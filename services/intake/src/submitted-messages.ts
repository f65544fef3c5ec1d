/**
 * What `intake` tells others about a message it has stored: the normalised submission for `queue`, the receipt for its sender.
 * In: a submission and what it means. Out: exact texts for the outbox. Never puts identity into a key or a header.
 */
import { normalise, referralNumberOf, type Directory } from "@ucrt/domain";
import { cloudEventHeaders, header, type OutgoingMessage } from "@ucrt/kafka";
import {
  feedback,
  feedbackTopic,
  submitted,
  SUBMITTED_TOPIC,
  type AcknowledgementReceived,
  type AmendmentReceived,
  type Feed,
  type Feedback,
  type Received,
  type Submitted,
  type WithdrawalReceived,
} from "@ucrt/schemas";
import type { Meaning } from "./decide-submission.ts";
import { eventIdOf, idOf } from "./ids.ts";
import { asCase } from "./read-feed-message.ts";
import type { Submission } from "./submission.ts";

export const serviceName = "intake";

type Content = Exclude<Submitted, { type: "feed-status" }>;

/** The submission as `queue` reads it; null for what is only noted here. `atMs`: when it was received, epoch ms. */
export function submittedOf(
  submission: Submission,
  meaning: Meaning,
  around: {
    readonly referralId: string;
    readonly atMs: number;
    readonly directory: Directory;
    /** Of an amendment: which content of its case it is, the referral being the first. */
    readonly contentNumber: number;
  },
): Content | null {
  const base = {
    id: eventIdOf(submission),
    referralId: around.referralId,
    at: around.atMs,
    correlationId: submission.correlationId,
  };
  switch (meaning.is) {
    case "new-referral": {
      const parts = partsOf(submission, around);
      const { checkId } = parts.message;
      const received: Received = {
        type: "received",
        ...base,
        ...parts.content,
        picture:
          meaning.note === null
            ? parts.content.picture
            : { ...parts.content.picture, dataQuality: [...parts.content.picture.dataQuality, meaning.note] },
        isCandidate: meaning.isCandidate,
        ...(checkId === undefined ? {} : { checkId }),
        ...(meaning.suggestedLink === null ? {} : { suggestedLink: meaning.suggestedLink }),
      };
      return received;
    }
    case "amendment": {
      const amendment: AmendmentReceived = {
        type: "amendment-received",
        ...base,
        ...partsOf(submission, around).content,
        confirmsTake: meaning.confirmsTake,
        contentNumber: around.contentNumber,
      };
      return amendment;
    }
    case "withdrawal":
    case "acknowledgement":
    case "orphan":
      return takenBackOrAcknowledged(submission, base);
    case "stale":
      return null;
  }
}

function takenBackOrAcknowledged(
  submission: Submission,
  base: Pick<Content, "id" | "referralId" | "at" | "correlationId">,
): WithdrawalReceived | AcknowledgementReceived | null {
  const { message } = submission.given;
  if (message.kind === "withdrawal")
    return {
      type: "withdrawal-received",
      ...base,
      reason: message.reason,
      ...(submission.by === undefined ? {} : { by: submission.by }),
      organisation: message.organisation,
    };
  if (message.kind === "acknowledgement")
    return {
      type: "acknowledgement-received",
      ...base,
      acknowledges: message.acknowledges,
      by: message.by,
      organisation: message.organisation,
    };
  return null;
}

function partsOf(
  submission: Submission,
  { atMs, directory }: { readonly atMs: number; readonly directory: Directory },
) {
  const brought = asCase(submission.given);
  if (brought === undefined) throw new Error(`A ${submission.given.message.kind} brings no case`);
  const { requestId, subject } = submission;
  return {
    message: brought.message,
    content: normalise(brought, {
      directory,
      receivedAtMs: atMs,
      requestId,
      ...(subject === undefined ? {} : { subject }),
    }),
  };
}

/** The exact text of a submission: sent, and kept to be sent again. */
export function textOfSubmitted(message: Submitted): string {
  return JSON.stringify(submitted.encode(message));
}

/** A stored text on its way to `queue`. */
export function submittedMessage(
  event: {
    readonly id: string;
    readonly type: string;
    readonly referralId: string;
    readonly atMs: number;
    readonly correlationId: string;
    readonly traceparent?: string | undefined;
  },
  text: string,
): OutgoingMessage {
  return {
    topic: SUBMITTED_TOPIC,
    key: event.referralId,
    value: text,
    headers: {
      ...(event.traceparent === undefined ? {} : { [header.traceparent]: event.traceparent }),
      ...cloudEventHeaders({
        id: event.id,
        type: `${SUBMITTED_TOPIC}/${event.type}`,
        source: serviceName,
        time: new Date(event.atMs).toISOString(),
        subject: event.referralId,
        correlationId: event.correlationId,
      }),
    },
  };
}

/** A word to the sender on its feed's feedback topic. */
export function feedbackMessage(feed: Feed, message: Feedback): OutgoingMessage {
  return {
    topic: feedbackTopic(feed),
    key: message.referralId ?? message.id,
    value: JSON.stringify(feedback.encode(message)),
    headers: cloudEventHeaders({
      id: message.id,
      type: `${feedbackTopic(feed)}/${message.type}`,
      source: serviceName,
      time: new Date(message.at).toISOString(),
      ...(message.referralId === null ? {} : { subject: message.referralId }),
    }),
  };
}

/** "Received": stored, and nothing more. */
export function receipt(
  submission: Submission,
  stored: { readonly referralId: string; readonly caseId: string; readonly atMs: number },
): OutgoingMessage {
  return feedbackMessage(submission.feed, {
    type: "received",
    id: idOf("receipt", submission.feed, submission.organisation, submission.requestId),
    referralId: stored.referralId,
    organisation: submission.organisation,
    requestId: submission.requestId,
    caseId: stored.caseId,
    at: stored.atMs,
    statusUrl: statusUrlOf(stored.referralId),
    referralNumber: referralNumberOf(stored.referralId),
  });
}

export const statusUrlOf = (referralId: string): string => `/api/submissions/${referralId}`;
