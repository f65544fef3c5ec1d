/**
 * `referral.facts.v1`: everything that happens to a referral, in the past tense, coded, without identity. Key: the referral id.
 * Shapes only; which fact may follow which is decided in `libs/domain/referral`.
 */
import { z } from "zod";
import { clinicalPicture, codedLocation } from "../clinical-picture.ts";
import {
  alternative,
  answerToSender,
  breachReason,
  changeReason,
  channel,
  closeOutcome,
  crewDecision,
  declineReason,
  feed,
  handBackReason,
  onwardService,
  outcome,
  response,
  skill,
  snoozeReason,
  source,
  withdrawReason,
} from "../codes.ts";
import { consideredTeam, decision } from "../decision.ts";
import { instant, odsCode, uuid } from "../instant.ts";
import { factEnvelope, namedPerson } from "./envelope.ts";

const fact = <Type extends string, Shape extends z.ZodRawShape>(type: Type, data: Shape) =>
  z.object({ type: z.literal(type), ...factEnvelope, data: z.object(data) });

/** Why `queue` asks for routing. */
export const routingReason = z.enum([
  "assessed",
  "reviewed",
  "declined",
  "lapsed",
  "amended",
  "team-state-changed",
  "opening",
  "released",
  "transferred",
  "retry",
]);

/** Where a hand-back goes. `spa-clinician`: the referrer's crew has left. */
export const handBackTo = z.enum(["referrer", "999", "spa-clinician"]);

/** Who must be told or must act when a deadline passes. */
export const callTaskReason = z.enum([
  "advice-unacknowledged",
  "hand-back-unacknowledged",
  "offer-unseen",
  "offer-lapsed",
  "unrouted",
  "amendment-unacknowledged",
  "take-unconfirmed",
  "hold-due",
  "decision-overdue",
  "arrival-overdue",
  "no-access",
  "onward-unanswered",
  "candidate-changed",
  "answer-undelivered",
  "alert-unacknowledged",
  "withdrawal-unacknowledged",
  "amended-after-closure",
  "time-declined",
  "advice-missing",
  "handover-unrecorded",
  "close-overdue",
]);

/** Why the team that holds a referral is told something it must acknowledge. */
export const alertReason = z.enum([
  "duplicate-is-worse",
  "reassessed-worse",
  "withdrawal-after-arrival",
  "crew-conveying",
]);

export const referralFact = z.discriminatedUnion("type", [
  fact("opened", {
    feed,
    source,
    channel,
    senderOrganisation: odsCode,
    onBehalfOf: odsCode.nullable(),
    /** Who may see it as their own submission. */
    submitter: z.string().nullable(),
    isCandidate: z.boolean(),
    alertsStaffAutomatically: z.boolean(),
    picture: clinicalPicture,
    needIdentifiedAt: instant.nullable(),
    receivedAt: instant,
    ambulanceClockStartAt: instant.nullable(),
    validationBreachAt: instant.nullable(),
    crewOnSceneAt: instant.nullable(),
    /** Start of the two-hour clock and what the area starts it from. */
    clockStartAt: instant,
    clockStartBasis: z.enum(["received", "need-identified"]),
    decisionBy: instant,
    twoHourDueAt: instant,
    /** Stack transfers only, until acceptance. */
    handBackAt: instant.nullable(),
    /** `eligibility` answers by then, else it is alarmed. */
    assessmentBy: instant.optional(),
    checkId: uuid.nullable(),
    /** Closed referrals of the same verified NHS number, matched in `queue`. */
    earlierReferrals: z.array(z.object({ referralId: uuid, closedAt: instant.nullable() })),
  }),
  fact("amended", {
    /** Who amends: a crew may have reached a case of the stack. The criteria judge for this source. */
    source,
    picture: clinicalPicture,
    validationBreachAt: instant.nullable(),
    handBackAt: instant.nullable(),
    /** After acceptance: the team acknowledges by then. */
    acknowledgeBy: instant.nullable(),
    assessmentBy: instant.optional(),
    /** As `intake` counted the contents of the case. */
    contentNumber: z.int().min(2).optional(),
  }),
  fact("take-requested", { confirmBy: instant }),
  fact("take-confirmed", {
    clockStartAt: instant,
    decisionBy: instant,
    twoHourDueAt: instant,
    handBackAt: instant.nullable(),
  }),
  fact("candidate-left", {
    reason: z.enum([
      "left-by-spa",
      "upgraded",
      "assigned-ambulance",
      "take-unconfirmed",
      "withdrawn",
      "breach-time-near",
    ]),
  }),
  fact("assessed", { adviceId: uuid, decision }),
  fact("advice-ignored", {
    adviceId: uuid,
    advice: z.enum(["assessed", "routed"]),
    because: z.enum(["stale-revision", "stale-attempt", "not-awaited"]),
  }),
  fact("advised", {
    outcome: z.enum(["redirect", "emergency"]),
    redirectTo: z.string().nullable(),
    acknowledgeBy: instant,
  }),
  fact("nurse-asked", {}),
  /** An SPA clinician has to decide, and why. */
  fact("decision-needed", { because: z.enum(["review", "before-offer", "hold-ended", "handed-back", "amended"]) }),
  fact("reviewed", {
    outcome,
    response,
    reason: changeReason,
    redirectTo: z.string().nullable(),
    overrides: z.array(z.string()),
  }),
  fact("routing-requested", {
    attempt: z.int().min(1),
    reason: routingReason,
    location: codedLocation,
    practice: odsCode.nullable(),
    needs: z.array(skill),
    priority: z.int(),
    response,
    source,
    handBackAt: instant.nullable(),
    teamsTried: z.array(z.string()),
    /** `routing` answers by then, else it is alarmed. */
    adviceBy: instant.optional(),
  }),
  fact("routed", {
    adviceId: uuid,
    attempt: z.int().min(1),
    considered: z.array(consideredTeam),
    nextOpeningAt: instant.nullable(),
    unroutedBecause: z.string().nullable(),
  }),
  fact("unrouted", { because: z.string(), retryAt: instant.nullable() }),
  fact("offered", {
    offerId: uuid,
    team: z.string(),
    attempt: z.int().min(1),
    by: z.enum(["routing", "person"]),
    isMutualAid: z.boolean(),
    halfTimeAt: instant,
    lapsesAt: instant,
  }),
  fact("offer-seen", { offerId: uuid, team: z.string() }),
  fact("offer-half-time-passed", { offerId: uuid, team: z.string(), wasSeen: z.boolean() }),
  fact("offer-lapsed", { offerId: uuid, team: z.string() }),
  fact("offer-declined", { offerId: uuid, team: z.string(), reason: declineReason }),
  fact("offer-withdrawn", {
    offerId: uuid,
    team: z.string(),
    because: z.enum(["amended", "assigned-elsewhere", "handed-back", "withdrawn", "held", "advised", "taken-back"]),
  }),
  fact("accepted", {
    offerId: uuid,
    team: z.string(),
    clinician: namedPerson,
    expectedAt: instant,
    /** The time differs from what was asked: the referrer agrees or declines. */
    isCounterOffer: z.boolean(),
    byPhone: z.boolean(),
  }),
  fact("time-agreed", {}),
  fact("time-declined", {}),
  fact("expected-time-changed", { expectedAt: instant, reason: changeReason }),
  fact("crew-decided", { decision: crewDecision }),
  fact("contact-recorded", {
    medium: z.enum(["telephone", "video", "text"]),
    with: z.enum(["patient", "carer", "referrer", "other"]),
    reached: z.boolean(),
  }),
  /** An unsafe scene is known to the actor; two different people before anybody sets off. */
  fact("scene-acknowledged", {}),
  fact("set-off", { team: z.string() }),
  fact("arrived", {
    team: z.string(),
    firstFaceToFaceAt: instant,
    /** Minutes from clock start, both variants, floored. */
    minutesFromReceived: z.int(),
    minutesFromNeedIdentified: z.int().nullable(),
    isBreach: z.boolean(),
    breachReason: breachReason.nullable(),
    /** The visit should be closed by then. */
    closeBy: instant.optional(),
  }),
  fact("no-access-recorded", {
    callsMade: z.int().min(0),
    nextOfKinCalled: z.boolean(),
    referrerCalled: z.boolean(),
    welfareCheckAskedOf: z.enum(["none", "999", "police"]),
    reviewBy: instant.optional(),
  }),
  fact("escalated-to-999", {
    reason: z.enum(["deterioration", "red-flag", "no-access", "scene-unsafe", "other"]),
    acknowledgeBy: instant,
  }),
  fact("escalation-handed-over", { incidentNumber: z.string(), handedOverAt: instant, closeBy: instant.optional() }),
  fact("onward-requested", { service: onwardService, acknowledgeBy: instant }),
  fact("onward-accepted", { service: onwardService, by: namedPerson }),
  fact("team-transferred", { fromTeam: z.string(), reason: changeReason }),
  fact("held", {
    untilOpeningAt: instant,
    safeUntil: instant,
    /** On duty now; null: the referrer stays responsible, with a night number. */ owner: namedPerson.nullable(),
    nightNumberGiven: z.boolean(),
    worseningAdviceGiven: z.boolean(),
    patientTold: z.boolean(),
  }),
  fact("hold-released", { by: z.enum(["person", "opening"]) }),
  fact("handed-back", {
    reason: handBackReason,
    to: handBackTo,
    isAutomatic: z.boolean(),
    acknowledgeBy: instant,
    openNow: z.string().nullable(),
  }),
  fact("acknowledged", {
    what: z.enum(["advice", "hand-back", "amendment", "alert", "take"]),
    by: namedPerson,
    byPhone: z.boolean(),
  }),
  fact("alert-raised", {
    alertId: uuid,
    team: z.string(),
    /** The referral that the news is about; often this one. */ about: uuid,
    reason: alertReason,
    acknowledgeBy: instant,
  }),
  fact("claimed", {
    until: instant,
    /** From the colleague who was on it. Absent: nobody was. */
    isTakenOver: z.boolean().optional(),
  }),
  fact("claim-released", {
    /** Absent: the person let it go. */
    because: z.enum(["lapsed", "done"]).optional(),
  }),
  fact("snoozed", { until: instant, reason: snoozeReason }),
  fact("snooze-ended", { because: z.enum(["person", "time", "news"]) }),
  fact("noted", { noteId: uuid }),
  fact("call-task-raised", {
    taskId: uuid,
    reason: callTaskReason,
    whom: z.enum(["referrer", "team", "shift-lead", "999", "patient", "onward-service"]),
    dueBy: instant,
    /** Of `answer-undelivered`: what the sender's system did not take, and a person now says. */
    answer: answerToSender.optional(),
  }),
  fact("call-recorded", {
    taskId: uuid.nullable(),
    with: z.string(),
    reached: z.boolean(),
    agreed: z.enum(["acknowledged", "will-convey", "will-wait", "other-service", "no-answer", "other"]),
    noteId: uuid.nullable(),
    /** Absent: made. */
    direction: z.enum(["made", "received"]).optional(),
  }),
  /** A call is no longer needed: what it was about has been settled. */
  fact("call-task-settled", {
    taskId: uuid,
    because: z.enum(["acknowledged", "decided", "accepted", "arrived", "ended", "routed", "seen"]),
  }),
  fact("link-suggested", { other: uuid, basis: z.enum(["nhs-number", "name-and-date-of-birth", "case-id"]) }),
  fact("linked", { other: uuid }),
  fact("unlinked", {
    other: uuid,
    /** A person took back what they had said: it is only suggested again. */ isSuggestedAgain: z.boolean().optional(),
  }),
  fact("response-changed", { response, reason: changeReason }),
  fact("deadline-passed", {
    deadline: z.enum(["decision-by", "two-hours", "assessment-by", "expected-arrival", "routing-by", "close-by"]),
  }),
  fact("withdrawn", {
    reason: withdrawReason,
    afterAcceptance: z.boolean(),
    /** After acceptance: the team acknowledges by then. */ acknowledgeBy: instant.nullable(),
  }),
  fact("closed", {
    outcome: closeOutcome,
    alternative: alternative.nullable(),
    summary: z.enum(["sent", "to-be-sent", "not-needed"]),
    breachReason: breachReason.nullable(),
  }),
  /** The closure summary that was still to be sent has gone to the GP. */
  fact("summary-sent", {}),
  fact("erased", { by: z.enum(["retention", "request"]) }),
]);

export type ReferralFact = z.output<typeof referralFact>;
export type ReferralFactType = ReferralFact["type"];
export type FactOf<Type extends ReferralFactType> = Extract<ReferralFact, { type: Type }>;
