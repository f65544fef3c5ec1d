/**
 * The coded words that every contract shares: feeds, sources, needs, answers, outcomes, states, reasons.
 * Wording for people lives in the area files and the pages, never here.
 */
import { z } from "zod";

/** One Kafka topic and one HTTP path each. */
export const feed = z.enum(["ambulance", "hospital", "primary-care", "community"]);
export type Feed = z.infer<typeof feed>;

/**
 * Who is asking, in the sense the criteria need: it decides `whenUnknown`, the words, decision-by and triage.
 * `crew`: ambulance clinician on scene. `stack`: case waiting in the 999 stack, nobody with the patient.
 */
export const source = z.enum([
  "crew",
  "stack",
  "emergency-department",
  "ward",
  "sdec",
  "gp",
  "nhs-111",
  "care-home",
  "telecare",
  "social-care",
  "mental-health",
  "hospice",
  "voluntary-sector",
  "community-health",
  "self",
  "carer",
]);
export type Source = z.infer<typeof source>;

export const channel = z.enum(["system", "form", "phone"]);

/** A question's answer. Unknown is never "no". */
export const answer = z.enum(["yes", "no", "unknown"]);
export type Answer = z.infer<typeof answer>;

/** The nine national conditions, then the additions of the published local list. */
export const needCode = z.enum([
  "FALL",
  "FRAILTY",
  "MOBILITY",
  "EOL",
  "EQUIP",
  "DELIRIUM",
  "CATHETER",
  "DIABETES",
  "CARER",
  "INFECTION",
  "MINOR_ILLNESS",
  "WOUND",
  "RESPIRATORY",
  "LONG_TERM_CONDITION",
  "BLOODS",
  "SOCIAL_CRISIS",
  "MENTAL_HEALTH",
  "PREGNANCY",
  "OTHER",
]);
export type NeedCode = z.infer<typeof needCode>;

export const sex = z.enum(["female", "male", "other", "unknown"]);

/** ARP categories as CAD sends them. C1 and C2 never enter as a transfer. */
export const arpCategory = z.enum([
  "C1",
  "C2",
  "C3",
  "C4",
  "C4T",
  "C5",
  "HCP1",
  "HCP2",
  "HCP3",
  "HCP4",
  "HP4T",
  "IFT1",
  "IFT2",
  "IFT3",
  "IFT4",
]);
export type ArpCategory = z.infer<typeof arpCategory>;

/** Red flags that a criterion may ask about. One screen may answer all of them. */
export const redFlag = z.enum([
  "acuteEmergency",
  "suspectedSepsis",
  "suspectedFracture",
  "newReducedConsciousness",
  "lostConsciousness",
  "headInjury",
  "strokeSigns",
  "cardiacChestPain",
  "respiratoryDistress",
  "newOxygenNeed",
  "majorBleeding",
  "arrhythmiaWithCompromise",
  "collapse",
  "intensePain",
  "backOrNeckTrauma",
  "unusualBehaviour",
  "overdose",
  "anaphylaxis",
  "activeSeizure",
  "caudaEquina",
  "obstetricEmergency",
]);
export type RedFlag = z.infer<typeof redFlag>;

/** What the criteria say, least severe first. */
export const outcome = z.enum(["suitable", "review", "redirect", "emergency"]);
export type Outcome = z.infer<typeof outcome>;

/** How soon the person should be seen. Codes of CSDS: 05, 07, 06. */
export const response = z.enum(["two-hour", "same-day", "two-days"]);
export type Response = z.infer<typeof response>;

/** `by-accepting-clinician`: offered at once. `before-offer`: an SPA clinician reviews first. */
export const triage = z.enum(["before-offer", "by-accepting-clinician"]);

export const skill = z.enum([
  "nursing",
  "paramedic",
  "therapy",
  "catheter",
  "palliative",
  "phlebotomy",
  "lifting",
  "social-care",
]);
export type Skill = z.infer<typeof skill>;

/** State of a referral. `waiting` has a `waitingFor`: an offer, any team at all (unrouted), or opening time (held). */
export const referralState = z.enum([
  "candidate",
  "received",
  "deciding",
  "advised",
  "waiting",
  "offered",
  "accepted",
  "en-route",
  "arrived",
  "onward-pending",
  "no-access",
  "escalated",
  "handed-back",
  "closed",
  "withdrawn",
]);
export type ReferralState = z.infer<typeof referralState>;

export const waitingFor = z.enum(["offer", "unrouted", "hold"]);

/** Why a team declines. Mapped to BaRS, DoS and CSDS codes in the area's reasons file. */
export const declineReason = z.enum([
  "capacity",
  "not-eligible",
  "clinically-unsafe",
  "out-of-area",
  "skill-not-available",
  "cannot-reach-in-time",
  "other",
]);

export const handBackReason = z.enum([
  "capacity",
  "not-eligible",
  "clinically-unsafe",
  "no-contact",
  "duplicate",
  "incomplete",
  "breach-time-near",
  "emergency-on-arrival",
  "service-closed",
  "patient-declined",
  "other",
]);

/** How it ended, asked of the team at close. The first six answer the admission-avoidance question. */
export const closeOutcome = z.enum([
  "stayed-home",
  "virtual-ward",
  "community-bed",
  "conveyed",
  "admitted",
  "died",
  "redirected",
  "handed-back",
  "duplicate",
  "patient-declined",
  "not-reached",
  "other",
]);
export type CloseOutcome = z.infer<typeof closeOutcome>;

/** Asked of the referrer: what would happen if UCRT could not come? */
export const alternative = z.enum(["convey", "admit", "gp-visit", "stay", "unsure"]);

export const breachReason = z.enum([
  "capacity",
  "travel",
  "late-referral-information",
  "patient-choice",
  "access",
  "re-routed",
  "staff-safety",
  "other",
]);

export const withdrawReason = z.enum([
  "no-longer-needed",
  "conveyed",
  "upgraded",
  "assigned-ambulance",
  "entered-in-error",
  "patient-declined",
  "died",
  "other",
]);
export type WithdrawReason = z.infer<typeof withdrawReason>;

export const onwardService = z.enum([
  "virtual-ward",
  "community-bed",
  "respiratory",
  "gp",
  "community-nursing",
  "reablement",
  "other",
]);

/** Why a change of the response band, a hold or a late entry was made; free text stays in the erasable table. */
export const changeReason = z.enum([
  "clinical-change",
  "patient-choice",
  "capacity",
  "new-information",
  "data-correction",
  "no-signal",
  "paper-fallback",
  "other",
]);

/** Why a coordinator puts a row aside for a few minutes. */
export const snoozeReason = z.enum([
  "call-back-awaited",
  "information-awaited",
  "team-is-looking",
  "other-case-first",
  "other",
]);

/** What the referring crew does after acceptance. */
export const crewDecision = z.enum(["leaving", "staying", "conveying"]);

/** Answers that a sender's own system is given about its referral. `escalated`: handed over to 999 as an emergency. */
export const answerToSender = z.enum(["accepted", "handed-back", "ended", "escalated"]);
export type AnswerToSender = z.infer<typeof answerToSender>;
