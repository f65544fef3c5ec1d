/** Words for the codes of the contracts, as staff at the front door say them. In: a code. Out: a few words. Clinical wording comes from the criteria, not from here. */
import type {
  BoardRow,
  DeadlineName,
  Feed,
  Lane,
  NeedCode,
  Outcome,
  ReferralState,
  Response,
  Source,
} from "@ucrt/schemas";

export const laneWords: Readonly<Record<Lane, string>> = {
  "decide-now": "Decide now",
  "waiting-for-team": "Waiting for a team",
  "on-the-way": "On the way",
  held: "Held until open",
  "awaiting-acknowledgement": "Awaiting acknowledgement",
  candidates: "Candidates in the 999 stack",
  done: "Done",
};

export const needWords: Readonly<Record<NeedCode, string>> = {
  FALL: "Fall",
  FRAILTY: "Frailty getting worse",
  MOBILITY: "Reduced mobility",
  EOL: "End of life care",
  EQUIP: "Urgent equipment",
  DELIRIUM: "Confusion or delirium",
  CATHETER: "Catheter",
  DIABETES: "Diabetes",
  CARER: "Carer cannot cope",
  INFECTION: "Infection",
  MINOR_ILLNESS: "Minor illness",
  WOUND: "Wound",
  RESPIRATORY: "Breathing",
  LONG_TERM_CONDITION: "Long-term condition",
  BLOODS: "Urgent bloods",
  SOCIAL_CRISIS: "Social crisis",
  MENTAL_HEALTH: "Mental health",
  PREGNANCY: "Pregnancy",
  OTHER: "Other need",
};

export const sourceWords: Readonly<Record<Source, string>> = {
  crew: "Crew on scene",
  stack: "999 stack",
  "emergency-department": "ED",
  ward: "Ward",
  sdec: "SDEC",
  gp: "GP",
  "nhs-111": "NHS 111",
  "care-home": "Care home",
  telecare: "Telecare",
  "social-care": "Social care",
  "mental-health": "Mental health",
  hospice: "Hospice",
  "voluntary-sector": "Voluntary sector",
  "community-health": "Community health",
  self: "The person",
  carer: "Carer",
};

export const feedWords: Readonly<Record<Feed, string>> = {
  ambulance: "Ambulance",
  hospital: "Hospital",
  "primary-care": "Primary care",
  community: "Community",
};

export const deadlineWords: Readonly<Record<DeadlineName, string>> = {
  "assessment-by": "criteria due",
  "routing-by": "teams due",
  "decision-by": "decide by",
  "offer-half-time": "team to look by",
  "offer-lapses": "offer lapses",
  "hand-back-at": "back to 999",
  "two-hours": "two hours",
  "expected-arrival": "expected there",
  "acknowledge-by": "acknowledge by",
  "take-confirm-by": "999 confirms by",
  "hold-until": "held until",
  "routing-retry": "teams asked again",
  "handover-by": "999 handover by",
  "onward-answer-by": "onward answer by",
  "close-by": "close by",
  "no-access-review": "try again by",
  "call-task-due": "call due",
};

export const responsibilityWords: Readonly<Record<BoardRow["responsibility"], string>> = {
  referrer: "Referrer",
  "999": "999",
  "spa-clinician": "SPA clinician",
  ucrt: "UCRT",
  "shared-ucrt-999": "UCRT and 999",
  "nobody-closed": "Closed",
};

export const ownerWords: Readonly<Record<BoardRow["owner"]["kind"], string>> = {
  system: "the system",
  "spa-clinician": "SPA clinician",
  "spa-coordinator": "SPA coordinator",
  team: "team",
  referrer: "referrer",
  "999": "999",
  "named-person": "",
};

export const stateWords: Readonly<Record<ReferralState, string>> = {
  candidate: "Candidate",
  received: "Received",
  deciding: "Clinician decides",
  advised: "Advised, unconfirmed",
  waiting: "Waiting",
  offered: "Offered",
  accepted: "Accepted",
  "en-route": "On the way",
  arrived: "With the person",
  "onward-pending": "Onward, unconfirmed",
  "no-access": "No answer at the door",
  escalated: "Escalated to 999",
  "handed-back": "Handed back",
  closed: "Closed",
  withdrawn: "Withdrawn",
};

export const waitingForWords: Readonly<Record<NonNullable<BoardRow["waitingFor"]>, string>> = {
  offer: "Finding a team",
  unrouted: "No team found",
  hold: "Held until open",
};

export const alarmWords: Readonly<Record<BoardRow["alarms"][number], string>> = {
  unrouted: "No team found",
  "offer-unseen": "Offer not seen",
  "offer-lapsing": "Offer about to lapse",
  unacknowledged: "Not acknowledged",
  "deadline-near": "Deadline near",
  "two-hours-passed": "Over two hours",
  "no-advice": "Criteria not answered",
  "call-task": "Call needed",
  "handed-back-on-arrival": "Handed back on arrival",
  "amended-after-acceptance": "Changed after acceptance",
  "decision-overdue": "Decision overdue",
};

export const snoozeWords: Readonly<Record<NonNullable<BoardRow["snoozed"]>["reason"], string>> = {
  "call-back-awaited": "Waiting for a call back",
  "information-awaited": "Waiting for information",
  "team-is-looking": "The team is looking",
  "other-case-first": "Another case comes first",
  other: "Other",
};

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  suitable: "Suitable",
  review: "A clinician decides",
  redirect: "Another service",
  emergency: "Emergency",
};

export const responseWords: Readonly<Record<Response, string>> = {
  "two-hour": "Two-hour",
  "same-day": "Same day",
  "two-days": "Within two days",
};

/** `south-east-essex` as `South East Essex`; a team id without its `ucrt-`. */
export function idInWords(id: string): string {
  return id
    .replace(/^ucrt-/, "")
    .split("-")
    .map((word) => (word === "and" ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(" ");
}

/** A code with hyphens as plain words: `cannot-reach-in-time` as `Cannot reach in time`. */
export function codeInWords(code: string): string {
  const words = code.replaceAll("-", " ").replaceAll("_", " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
