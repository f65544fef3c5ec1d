/**
 * `referral.submitted.v1`: what `intake` has stored, normalised. Read by `queue` alone, kept 7 days.
 * The only topic on which identity travels. Key: the referral id.
 */
import { z } from "zod";
import { answerToSender, channel, feed, source, withdrawReason } from "./codes.ts";
import { clinicalPicture } from "./clinical-picture.ts";
import { instant, odsCode, shortText, uuid } from "./instant.ts";
import { person } from "./person.ts";
import { registration } from "./principal.ts";

export const practitionerName = z.object({
  name: shortText(120),
  role: shortText(80),
  registration: registration.optional(),
});

export const sender = z.object({
  feed,
  source,
  channel,
  organisation: odsCode,
  onBehalfOf: odsCode.optional(),
  /** The sender's case id: CAD incident, encounter, journey, reference. Goes to the erasable table, never into facts. */
  caseId: shortText(100),
  requestId: shortText(100),
  /** Subject of the signed-in submitter; absent for machine feeds on Kafka. */
  subject: shortText(100).optional(),
  referredBy: practitionerName.optional(),
  callSign: shortText(20).optional(),
  alertsStaffAutomatically: z.boolean(),
});
export type Sender = z.output<typeof sender>;

/** Instants a referral brings with it. `receivedAt` is intake's commit, or the broker's append time. */
export const submittedClocks = z.object({
  needIdentifiedAt: instant.nullable(),
  receivedAt: instant,
  ambulanceClockStartAt: instant.nullable(),
  validationBreachAt: instant.nullable(),
  crewOnSceneAt: instant.nullable(),
});
export type SubmittedClocks = z.output<typeof submittedClocks>;

const base = {
  /** UUIDv5 of sender and request: a repeat has the same id. */
  id: uuid,
  referralId: uuid,
  at: instant,
  correlationId: shortText(100),
};

const content = { sender, clocks: submittedClocks, picture: clinicalPicture, person };

export const received = z.object({
  type: z.literal("received"),
  ...base,
  ...content,
  /** A case in the 999 stack that is not ours yet. */
  isCandidate: z.boolean(),
  checkId: uuid.optional(),
  /** Same sender and case id as an earlier, different referral: a person decides about a link. */
  suggestedLink: uuid.optional(),
});

export const amendmentReceived = z.object({
  type: z.literal("amendment-received"),
  ...base,
  ...content,
  /** The sender confirms with this message that 999 has let us take the candidate. */
  confirmsTake: z.boolean(),
  /** Which content of its case this is, as `intake` took them in; the referral itself is the first. An older one never overwrites a newer. */
  contentNumber: z.int().min(2).optional(),
});

export const withdrawalReceived = z.object({
  type: z.literal("withdrawal-received"),
  ...base,
  reason: withdrawReason,
  by: practitionerName.optional(),
  organisation: odsCode,
});

export const acknowledgementReceived = z.object({
  type: z.literal("acknowledgement-received"),
  ...base,
  acknowledges: z.enum(["hand-back", "advice", "take"]),
  by: practitionerName,
  organisation: odsCode,
});

/**
 * An answer to the sender's own system could not be delivered (`undelivered`), or got through after that was said. A person rings instead.
 * A reader of an older version does not know this type: it parks the message, alarmed, and takes it up when it is replayed.
 */
export const answerUndelivered = z.object({
  type: z.literal("answer-undelivered"),
  ...base,
  answer: answerToSender,
  undelivered: z.boolean(),
});

/** Each 5 s from `intake`, one for each feed. Key: `feed-<feed>`. */
export const feedStatus = z.object({
  type: z.literal("feed-status"),
  feed,
  /** Stored and not yet assessed. */
  waiting: z.int().min(0),
  oldestAt: instant.nullable(),
  lastHeardAt: instant.nullable(),
  isPaused: z.boolean(),
  at: instant,
});

export const submitted = z
  .discriminatedUnion("type", [
    received,
    amendmentReceived,
    withdrawalReceived,
    acknowledgementReceived,
    answerUndelivered,
    feedStatus,
  ])
  .meta({ id: "Submitted" });
export type Submitted = z.output<typeof submitted>;
export type Received = z.output<typeof received>;
export type AmendmentReceived = z.output<typeof amendmentReceived>;
export type WithdrawalReceived = z.output<typeof withdrawalReceived>;
export type AcknowledgementReceived = z.output<typeof acknowledgementReceived>;
export type AnswerUndelivered = z.output<typeof answerUndelivered>;
export type FeedStatus = z.output<typeof feedStatus>;
