/**
 * Bodies of `POST /api/referrals/{id}/{command}`. Strict: an unknown field is a 422. Every command may name the version it saw and the time it happened.
 * Who may give which command is decided in `libs/domain/referral/who-may.ts`.
 */
import { z } from "zod";
import {
  breachReason,
  changeReason,
  closeOutcome,
  declineReason,
  handBackReason,
  onwardService,
  outcome,
  response,
  snoozeReason,
} from "../codes.ts";
import { namedPerson } from "../facts/envelope.ts";
import { instant, shortText, uuid } from "../instant.ts";

const common = {
  /** Sequence the caller saw; a stale one is a 409 with the current state. */
  expectedVersion: z.int().min(1).optional(),
  /** When it happened, if not now: never in the future, never before acceptance for visit steps. */
  at: instant.optional(),
  /** Why it is entered late, needed above 15 minutes. */
  lateReason: changeReason.optional(),
  /** Free text, kept in the erasable table. */
  note: shortText(4000).optional(),
};

const body = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject({ ...common, ...shape });

/** The clinician who accepts or acts, when SPA records a telephone call or a lead acts for a visitor. */
const onBehalf = { byPhone: z.boolean().default(false), clinician: namedPerson.optional() };

export const commandBodies = {
  // SPA
  /** `takeOver`: a colleague is on it, and this person has decided to go on in their place. */
  claim: body({ takeOver: z.boolean().default(false) }),
  release: body({ what: z.enum(["claim", "hold"]).default("claim") }),
  /** Put aside on the board until then, at most the area's time; hides no alarm and moves no deadline. */
  snooze: body({ untilAt: instant, reason: snoozeReason }),
  unsnooze: body({}),
  note: z.strictObject({ ...common, note: shortText(4000) }),
  assign: body({ team: shortText(60) }),
  /** Takes back an offer that the team has not seen. */
  "withdraw-offer": body({ offerId: uuid }),
  review: body({
    outcome,
    response,
    reason: changeReason,
    redirectTo: shortText(60).optional(),
    overrides: z.array(z.string().max(20)).max(60).default([]),
  }),
  hold: body({
    untilOpeningAt: instant,
    safeUntil: instant,
    owner: namedPerson.optional(),
    nightNumberGiven: z.boolean(),
    worseningAdviceGiven: z.literal(true),
    patientTold: z.literal(true),
  }),
  "record-call": body({
    taskId: uuid.optional(),
    with: z.enum(["referrer", "team", "shift-lead", "999", "patient", "carer", "onward-service"]),
    person: namedPerson.optional(),
    reached: z.boolean(),
    /** `received`: they rang us. Absent: we rang. */
    direction: z.enum(["made", "received"]).optional(),
    agreed: z.enum(["acknowledged", "will-convey", "will-wait", "other-service", "no-answer", "other"]),
  }),
  link: body({ other: uuid }),
  /** `backToSuggested`: takes back what a person has just said of a pair that the system suggested; it is only suggested again. */
  unlink: body({ other: uuid, backToSuggested: z.boolean().default(false) }),
  "change-response": body({ response, reason: changeReason }),
  take: body({}),
  leave: body({}),
  // Team, or SPA recording a call
  seen: body({ offerId: uuid }),
  accept: body({ offerId: uuid, expectedAt: instant, ...onBehalf }),
  decline: body({ offerId: uuid, reason: declineReason, byPhone: z.boolean().default(false) }),
  eta: body({ expectedAt: instant, reason: changeReason }),
  contact: body({
    medium: z.enum(["telephone", "video", "text"]),
    with: z.enum(["patient", "carer", "referrer", "other"]),
    reached: z.boolean(),
  }),
  "en-route": body({}),
  arrive: body({ breachReason: breachReason.optional() }),
  "no-access": body({
    callsMade: z.int().min(0).max(20),
    nextOfKinCalled: z.boolean(),
    referrerCalled: z.boolean(),
    welfareCheckAskedOf: z.enum(["none", "999", "police"]),
  }),
  "escalate-999": body({
    reason: z.enum(["deterioration", "red-flag", "no-access", "scene-unsafe", "other"]),
    incidentNumber: shortText(20).optional(),
    handedOverAt: instant.optional(),
  }),
  "transfer-team": body({ reason: changeReason, team: shortText(60).optional() }),
  "hand-back": body({ reason: handBackReason, /** The service that is open now. */ openNow: shortText(60).optional() }),
  onward: body({ service: onwardService, acceptedBy: namedPerson.optional() }),
  close: body({
    outcome: closeOutcome,
    summary: z.enum(["sent", "to-be-sent", "not-needed"]),
    breachReason: breachReason.optional(),
    onwardAcceptedBy: namedPerson.optional(),
  }),
  /** The scene is marked unsafe, and the caller knows. Two different people say so before anybody goes. */
  "acknowledge-scene": body({}),
  /** After closure: the summary that was still to be sent has gone to the GP. */
  "summary-sent": body({}),
  // Whoever the open alert, advice or hand-back names
  acknowledge: body({
    what: z.enum(["advice", "hand-back", "amendment", "alert"]),
    by: namedPerson.optional(),
    byPhone: z.boolean().default(false),
  }),
  // Referrer, or SPA for them
  "ask-a-nurse": body({}),
  "agree-time": body({}),
  "decline-time": body({}),
  leaving: body({}),
  staying: body({}),
  conveying: body({}),
} as const;

export type CommandName = keyof typeof commandBodies;
export const commandNames = Object.keys(commandBodies) as readonly CommandName[];
export type CommandBody<Name extends CommandName> = z.output<(typeof commandBodies)[Name]>;
/** A command as the core sees it: its name and its parsed body. */
export type Command = { [Name in CommandName]: { readonly name: Name; readonly body: CommandBody<Name> } }[CommandName];
